// SPDX-License-Identifier: MIT
#include "harness/platform/ordering_table.h"

#include "harness/base/check.h"
#include "harness/kernel/sites.h"

namespace vmalock {

std::size_t site_count(const ImplInfo& impl) {
  return kernel::sites.size() + impl.sites.size();
}

const SiteRow& site_row(const ImplInfo& impl, std::size_t index) {
  if (is_kernel_site(index)) return kernel::sites[index];
  CHECK(index < site_count(impl));
  return impl.sites[index - kernel::sites.size()];
}

std::string site_name(const ImplInfo& impl, std::size_t index) {
  return index < site_count(impl) ? std::string(site_row(impl, index).name)
                                  : std::string();
}

namespace {

/// The row that stands at "mm/mmap_lock.c:262", or "mmap_lock.c:262".
std::optional<std::size_t> row_at(const ImplInfo& impl,
                                  std::string_view place) {
  if (place.find(':') == std::string_view::npos) return std::nullopt;
  std::optional<std::size_t> found;
  std::string names;
  unsigned several = 0;
  for (std::size_t i = 0; i < site_count(impl); ++i) {
    const SiteRow& row = site_row(impl, i);
    if (row.place.empty() ||
        (row.place != place && !row.place.ends_with("/" + std::string(place))))
      continue;
    names += (found ? ", " : "") + std::string(row.name);
    found = i;
    ++several;
  }
  if (several > 1)
    user_error(
        "--set " + std::string(place) +
        ": several accesses stand there; write one of their names: " + names);
  return found;
}

}  // namespace

std::optional<std::size_t> site_index(const ImplInfo& impl,
                                      std::string_view site) {
  for (std::size_t i = 0; i < site_count(impl); ++i)
    if (site_row(impl, i).name == site) return i;
  return row_at(impl, site);
}

bool is_kernel_site(std::size_t index) { return index < kernel::sites.size(); }

OrderingTable default_orderings(const ImplInfo& impl) {
  OrderingTable table;
  for (std::size_t i = 0; i < site_count(impl); ++i)
    table.push_back(site_row(impl, i).order);
  return table;
}

OrderingTable table_of(const ImplInfo& impl, const ChangedRows& rows) {
  OrderingTable table = default_orderings(impl);
  for (const auto& [site, order] : rows) {
    const auto index = site_index(impl, site);
    CHECK(index);
    table[*index] = order;
  }
  return table;
}

ChangedRows changed_rows(const ImplInfo& impl, const OrderingTable& table) {
  ChangedRows rows;
  for (std::size_t i = 0; i < table.size(); ++i)
    if (const SiteRow& row = site_row(impl, i); table[i] != row.order)
      rows.emplace(row.name, table[i]);
  return rows;
}

}  // namespace vmalock

#include "harness/cli/orderings.h"

#include <algorithm>
#include <utility>

#include "harness/base/check.h"
#include "harness/cli/names.h"
#include "harness/kernel/sites.h"

namespace vmalock::cli {

namespace {

/// The kernel's names for single accesses.
constexpr std::pair<std::string_view, Ordering> kernel_words[] = {
    {"READ_ONCE", Ordering::relaxed},
    {"WRITE_ONCE", Ordering::relaxed},
    {"smp_load_acquire", Ordering::acquire},
    {"smp_store_release", Ordering::release},
    {"rcu_dereference", Ordering::addr},
    {"rcu_assign_pointer", Ordering::release},
    {"smp_mb", Ordering::mb},
    {"smp_rmb", Ordering::rmb},
    {"smp_wmb", Ordering::wmb},
};

std::optional<Ordering> ordering_named(const std::string& text) {
  for (const auto& [word, ordering] : kernel_words)
    if (word == text) return ordering;
  for (std::size_t i = 0; i < ordering_names.size(); ++i)
    if (ordering_names[i] == text) return static_cast<Ordering>(i);
  return std::nullopt;
}

std::string list_of(std::span<const Ordering> orderings) {
  std::string text;
  for (const Ordering o : orderings) {
    if (!text.empty()) text += ", ";
    text += name(o);
  }
  return text;
}

/// The row that stands at "mm/mmap_lock.c:262", or "mmap_lock.c:262"; UserError
/// if several do.
std::optional<std::size_t> row_at(const ImplInfo& impl,
                                  const std::string& place) {
  if (place.find(':') == std::string::npos) return std::nullopt;
  std::optional<std::size_t> found;
  std::string names;
  unsigned several = 0;
  for (std::size_t i = 0; i < impl.sites.size(); ++i) {
    const SiteRow& row = impl.sites[i];
    if (row.place != place && !row.place.ends_with("/" + place)) continue;
    names += (found ? ", " : "") + std::string(row.name);
    found = kernel::sites.size() + i;
    ++several;
  }
  if (several > 1)
    user_error("--set " + place + ": several accesses stand there; write one " +
               "of their names: " + names);
  return found;
}

Ordering legal_ordering(const SiteRow& row, const std::string& text) {
  const std::span<const Ordering> legal = legal_orderings(row.primitive);
  const std::string site = "--set " + std::string(row.name) + "=" + text;
  const std::string can = "; this site is a " +
                          std::string(name(row.primitive)) + " and can be " +
                          list_of(legal);
  const auto ordering = ordering_named(text);
  if (ordering && is_legal(row.primitive, *ordering)) return *ordering;
  Names names;
  for (const Ordering o : legal) names.emplace_back(name(o));
  const std::string meant = nearest(text, names);
  if (ordering)
    user_error(site + ": this primitive cannot have this ordering" + can);
  user_error(site + ": there is no ordering '" + text + "'" +
             (meant.empty() ? "" : ", did you mean '" + meant + "'?") + can);
}

}  // namespace

Change parse_change(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == text.size())
    user_error("--set '" + text +
               "' is no change of an ordering; write SITE=ORDERING, as in "
               "--set reader_inc=relaxed");
  return {text.substr(0, equals), text.substr(equals + 1)};
}

std::optional<std::size_t> site_index(const ImplInfo& impl,
                                      const std::string& site) {
  for (std::size_t i = 0; i < kernel::sites.size() + impl.sites.size(); ++i)
    if (site_row(impl, i).name == site) return i;
  return row_at(impl, site);
}

const SiteRow& site_row(const ImplInfo& impl, std::size_t index) {
  if (index < kernel::sites.size()) return kernel::sites[index];
  CHECK(index - kernel::sites.size() < impl.sites.size());
  return impl.sites[index - kernel::sites.size()];
}

bool is_kernel_site(std::size_t index) { return index < kernel::sites.size(); }

std::vector<std::string> site_names(const ImplInfo& impl) {
  Names names;
  for (const SiteRow& row : kernel::sites) names.emplace_back(row.name);
  for (const SiteRow& row : impl.sites) names.emplace_back(row.name);
  return names;
}

OrderingTable with_changes(const ImplInfo& impl,
                           const std::vector<Change>& changes) {
  OrderingTable table = default_orderings(impl);
  for (const Change& change : changes)
    if (const auto index = site_index(impl, change.site))
      table[*index] = legal_ordering(site_row(impl, *index), change.ordering);
  return table;
}

std::vector<const ImplInfo*> impls_with_changes(
    const std::vector<const ImplInfo*>& impls,
    const std::vector<Change>& changes) {
  if (changes.empty()) return impls;
  Names known;
  for (const ImplInfo* impl : impls)
    for (const std::string& site : site_names(*impl))
      if (std::find(known.begin(), known.end(), site) == known.end())
        known.push_back(site);
  const auto has = [](const std::string& site) {
    return [&site](const ImplInfo* impl) {
      return site_index(*impl, site).has_value();
    };
  };
  for (const Change& change : changes)
    if (std::none_of(impls.begin(), impls.end(), has(change.site))) {
      const std::string impl =
          impls.empty() ? "IMPL" : std::string(impls.front()->name);
      user_error("--set: " + unknown_name("site", change.site, known,
                                          "vmalock list sites " + impl));
    }
  std::vector<const ImplInfo*> affected;
  for (const ImplInfo* impl : impls)
    if (std::any_of(changes.begin(), changes.end(), [&](const Change& c) {
          return site_index(*impl, c.site).has_value();
        }))
      affected.push_back(impl);
  return affected;
}

}  // namespace vmalock::cli

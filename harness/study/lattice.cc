// SPDX-License-Identifier: MIT
#include "harness/study/lattice.h"

#include <algorithm>
#include <iterator>

#include "harness/base/check.h"

namespace vmalock::study {

namespace {

bool is_minimal(const OrderingTable& table,
                const std::vector<OrderingTable>& all) {
  return std::none_of(all.begin(), all.end(), [&](const OrderingTable& other) {
    return other != table && weaker_or_equal(other, table);
  });
}

/// The least points above `from` that are not below `failing`.
void add_escapes(const Lattice& lattice, const OrderingTable& from,
                 const OrderingTable& failing,
                 std::vector<OrderingTable>& into) {
  for (std::size_t row = 0; row < from.size(); ++row) {
    std::vector<Ordering> out;
    for (const Ordering level : lattice.levels[row])
      if (weaker_or_equal(from[row], level) &&
          !weaker_or_equal(level, failing[row]))
        out.push_back(level);
    for (const Ordering level : out) {
      const bool least = std::none_of(out.begin(), out.end(), [&](Ordering o) {
        return o != level && weaker_or_equal(o, level);
      });
      if (!least) continue;
      into.push_back(from);
      into.back()[row] = level;
    }
  }
}

}  // namespace

bool weaker_or_equal(const OrderingTable& a, const OrderingTable& b,
                     const std::vector<std::uint8_t>& rows) {
  CHECK(a.size() == b.size());
  for (std::size_t i = 0; i < a.size(); ++i)
    if ((rows.empty() || rows[i] != 0) && !weaker_or_equal(a[i], b[i]))
      return false;
  return true;
}

Ordering stand_in(std::string_view model, Ordering o) {
  return runs_as(o, model == "lkmm");
}

// A seq_cst store is smp_store_mb() in the kernel: a full fence after it, but
// no release, so it is above nothing in the lattice.
bool exists_in(std::string_view model, const SiteRow& row, Ordering o) {
  if (model != "lkmm") return true;
  if (row.primitive == Primitive::store && o == Ordering::seq_cst) return false;
  return kernel_has(row.primitive, o);
}

std::string blind_to(std::string_view model, Ordering from, Ordering to) {
  if (stand_in(model, to) != to)
    return "runs as " + std::string(name(stand_in(model, to)));
  // None of the C11 models lets a load see what a later store has caused, so
  // they keep what a control dependency orders without being told.
  if (from == Ordering::ctrl && model != "lkmm")
    return "never reorders a load with a later store";
  return "";
}

std::optional<std::vector<OrderingTable>> weakest_points(
    const Lattice& lattice, const std::vector<OrderingTable>& failing,
    std::size_t limit) {
  std::vector<OrderingTable> points = {lattice.bottom};
  for (const OrderingTable& wall : failing) {
    std::vector<OrderingTable> free, raised;
    for (const OrderingTable& point : points) {
      if (weaker_or_equal(point, wall))
        add_escapes(lattice, point, wall, raised);
      else
        free.push_back(point);
    }
    std::sort(raised.begin(), raised.end());
    raised.erase(std::unique(raised.begin(), raised.end()), raised.end());
    points = free;
    points.insert(points.end(), raised.begin(), raised.end());
    if (points.size() > limit * 4) return std::nullopt;
    std::vector<OrderingTable> minimal;
    std::copy_if(points.begin(), points.end(), std::back_inserter(minimal),
                 [&](const OrderingTable& p) { return is_minimal(p, points); });
    std::sort(minimal.begin(), minimal.end());
    minimal.erase(std::unique(minimal.begin(), minimal.end()), minimal.end());
    points = std::move(minimal);
    if (points.size() > limit) return std::nullopt;
  }
  return points;
}

}  // namespace vmalock::study

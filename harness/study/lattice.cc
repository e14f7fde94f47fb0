#include "harness/study/lattice.h"

#include <algorithm>
#include <iterator>

#include "harness/base/check.h"

namespace vmalock::study {

namespace {

/// What an ordering does, a bit each. One ordering is weaker than another if it
/// does a part of what that one does.
enum Does : unsigned {
  marked = 1,               ///< no data race by itself
  load_then_load = 2,       ///< earlier loads come before later loads
  load_then_store = 4,      ///< … before later stores
  store_then_store = 8,     ///< earlier stores before later stores
  store_then_load = 16,     ///< earlier stores before later loads
  after_this = 32,          ///< this load comes before all that is later
  stores_after_this = 64,   ///< this load comes before later stores
  before_this = 128,        ///< all that is earlier comes before this store
  total_order = 256,        ///< one order with all others of its kind
  object_after_this = 512,  ///< this load before accesses through the pointer
};

constexpr unsigned does(Ordering o) {
  switch (o) {
    case Ordering::plain:
    case Ordering::none:
      return 0;
    case Ordering::relaxed:
      return marked;
    case Ordering::ctrl:
      return marked | stores_after_this;
    case Ordering::addr:
      return marked | object_after_this;
    case Ordering::acquire:
      return marked | stores_after_this | after_this | object_after_this;
    case Ordering::release:
      return marked | before_this;
    case Ordering::acq_rel:
      return marked | stores_after_this | after_this | before_this |
             object_after_this;
    case Ordering::seq_cst:
      return marked | stores_after_this | after_this | before_this |
             object_after_this | total_order;
    case Ordering::rmb:
      return load_then_load;
    case Ordering::wmb:
      return store_then_store;
    case Ordering::acquire_fence:
      return load_then_load | load_then_store;
    case Ordering::release_fence:
      return store_then_store | load_then_store;
    case Ordering::acq_rel_fence:
      return load_then_load | load_then_store | store_then_store;
    case Ordering::mb:
      return load_then_load | load_then_store | store_then_store |
             store_then_load;
  }
  return 0;
}

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

bool weaker_or_equal(Ordering a, Ordering b) {
  return is_fence(a) == is_fence(b) && (does(a) & ~does(b)) == 0;
}

bool weaker_or_equal(const OrderingTable& a, const OrderingTable& b,
                     const std::vector<std::uint8_t>& rows) {
  CHECK(a.size() == b.size());
  for (std::size_t i = 0; i < a.size(); ++i)
    if ((rows.empty() || rows[i] != 0) && !weaker_or_equal(a[i], b[i]))
      return false;
  return true;
}

// The C11 models have no dependencies, and no fence for loads or stores only
// (harness/explore/clocks.cc).
Ordering stand_in(std::string_view model, Ordering o) {
  if (model == "lkmm") return o;
  if (depends(o)) return Ordering::acquire;
  if (o == Ordering::rmb) return Ordering::acquire_fence;
  if (o == Ordering::wmb) return Ordering::release_fence;
  return o;
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

// SPDX-License-Identifier: MIT
#include "harness/models/lkmm_slice.h"

#include <algorithm>
#include <numeric>

#include "harness/base/check.h"

namespace vmalock::models {

using graph::EventKind;
using graph::EventPairs;
using graph::Execution;
using graph::ExecutionEvent;

namespace {

// All edges between threads are rf, co and fr of shared locations, grace
// periods and read sections. So an access that has none of them is on a path
// a -> e -> b of its thread only. It is left out if each such path has a direct
// edge a -> b. With relaxed or plain e that is no RMW and on which nothing
// depends:
//  - fences are "some class of accesses before, some class after": if e is in
//    the first class because it is a load, a before e -> b either is a load
//    too, or a -> e was an acquire or a full fence, which reaches b; the same
//    for stores. Two ways lead from a load to a wmb:
//     1. a -dep-> e, a store, -wmb-> b. Not left out, unless b has a control
//        dependency on a itself, as all that follows a waiting loop has;
//     2. a -rmb or addr-> e, a load, -fr-> e', a store, -wmb-> b. Then the
//        location is not left out.
//  - a strong fence may end at e, and a fence from e reach a plain access b, as
//    rcu-link needs some access between two events of RCU; so a marked load and
//    a marked store stay between any two fences.
// Plain accesses are in no edge but of wmb (1. covers it) and of races, so
// those of a location that is known to have none are like those of one thread.
class Slicer {
 public:
  Slicer(const Execution& x, std::span<const Race> pairs,
         const std::vector<bool>& race_free)
      : x_(x),
        race_free_(race_free),
        stays_(x.events.size()),
        locations_(x.init.size()) {
    find_fences();
    find_locations();
    for (const Race& pair : pairs) keep(pair.first), keep(pair.second);
    find_dependencies();
    for (std::size_t l = 0; l < locations_.size(); ++l) decide(locations_[l]);
    for (std::size_t i = 0; i < x_.events.size(); ++i)
      if (!x_.events[i].accesses() || at(i).kept) stays_[i] = true;
    keep_witnesses();
  }

  bool stays(std::size_t event) const { return stays_[event]; }
  /// It stays only to be there: alone in a location of its own.
  bool is_witness(std::size_t event) const {
    const ExecutionEvent& e = x_.events[event];
    return stays_[event] && e.accesses() && !locations_[e.location].kept;
  }

 private:
  struct Location {
    std::int32_t thread = -1;  ///< the only one; -2: several
    bool loads = false, stores = false, marked = false;
    bool read_late = false;      ///< a load after rmb, or with addr
    bool written_early = false;  ///< a store before wmb
    bool carries = false;        ///< stores depend on marked loads
    bool kept = false;
  };

  const Execution& x_;
  const std::vector<bool>& race_free_;
  std::vector<bool> stays_;
  std::vector<Location> locations_;
  /// By thread: the first rmb, the last wmb.
  struct Fences {
    std::int32_t first_rmb = INT32_MAX, last_wmb = -1;
  };
  std::vector<Fences> fences_;

  Location& at(std::size_t event) {
    return locations_[x_.events[event].location];
  }
  void keep(std::int32_t event) {
    at(static_cast<std::size_t>(event)).kept = true;
  }

  void find_fences() {
    for (std::size_t i = 0; i < x_.events.size(); ++i) {
      const ExecutionEvent& e = x_.events[i];
      if (fences_.size() <= e.thread) fences_.resize(e.thread + 1u);
      if (e.kind != EventKind::fence) continue;
      Fences& f = fences_[e.thread];
      const auto place = static_cast<std::int32_t>(i);
      if (e.order == Ordering::rmb) f.first_rmb = std::min(f.first_rmb, place);
      if (e.order == Ordering::wmb) f.last_wmb = place;
    }
  }

  void find_locations() {
    for (std::size_t i = 0; i < x_.events.size(); ++i) {
      const ExecutionEvent& e = x_.events[i];
      if (!e.accesses()) continue;
      Location& l = at(i);
      const auto thread = static_cast<std::int32_t>(e.thread);
      l.thread = l.thread == -1 || l.thread == thread ? thread : -2;
      const bool plain = e.order == Ordering::plain;
      const bool weak = plain || e.order == Ordering::relaxed ||
                        e.order == Ordering::addr || e.order == Ordering::ctrl;
      if (!weak || e.kind == EventKind::rmw || e.failed_rmw ||
          e.mark != graph::Mark::none)
        l.kept = true;
      l.marked |= !plain;
      l.loads |= e.reads();
      l.stores |= e.writes();
      const auto place = static_cast<std::int32_t>(i);
      const Fences& f = fences_[e.thread];
      if (e.reads() && place > f.first_rmb) l.read_late = true;
      if (e.writes() && place < f.last_wmb) l.written_early = true;
    }
  }

  void find_dependencies() {
    find_carried();
    const std::vector<std::int32_t> covered = find_covered();
    const auto visit = [&](const EventPairs& pairs) {
      for (const auto& [from, to] : pairs) {
        const auto target = static_cast<std::size_t>(to);
        if (!orders(from)) continue;
        if (x_.events[static_cast<std::size_t>(from)].accesses()) keep(from);
        const ExecutionEvent& e = x_.events[target];
        if (!e.accesses()) continue;
        if (e.reads()) at(target).read_late = true;
        if (e.writes() && to < fences_[e.thread].last_wmb &&
            to < covered[static_cast<std::size_t>(from)])
          keep(to);
      }
    };
    visit(x_.addr);
    visit(x_.data);
    visit(x_.ctrl);
  }

  /// A plain load orders nothing by what depends on it, but it may carry the
  /// dependency of a marked one.
  bool orders(std::int32_t from) const {
    const ExecutionEvent& e = x_.events[static_cast<std::size_t>(from)];
    return !e.accesses() || e.order != Ordering::plain ||
           locations_[e.location].carries;
  }

  void find_carried() {
    for (bool changed = true; changed;) {
      changed = false;
      for (const auto& [from, to] : x_.data) {
        const auto target = static_cast<std::size_t>(to);
        CHECK(x_.events[target].accesses());  // only what writes has data
        Location& l = at(target);
        if (l.carries || !orders(from)) continue;
        l.carries = changed = true;
      }
    }
  }

  /// By event a: from here on all stores of its thread are after a themselves:
  /// releases; marked ones that depend by control, plain ones by their address.
  std::vector<std::int32_t> find_covered() const {
    const std::size_t n = x_.events.size();
    std::vector<std::int32_t> covered(n, INT32_MAX);
    EventPairs direct;
    const auto add = [&](const EventPairs& pairs, bool plain) {
      for (const auto& pair : pairs) {
        const auto& e = x_.events[static_cast<std::size_t>(pair.second)];
        if (e.writes() && (e.order == Ordering::plain) == plain)
          direct.push_back(pair);
      }
    };
    add(x_.ctrl, false);
    add(x_.addr, true);
    std::sort(direct.begin(), direct.end());
    for (std::size_t i = 0; i < direct.size();) {
      const std::int32_t from = direct[i].first;
      std::size_t end = i;
      while (end < direct.size() && direct[end].first == from) ++end;
      covered[static_cast<std::size_t>(from)] =
          first_covered(from, {direct.data() + i, end - i});
      i = end;
    }
    return covered;
  }

  std::int32_t first_covered(
      std::int32_t from,
      std::span<const std::pair<std::int32_t, std::int32_t>> targets) const {
    const auto& events = x_.events;
    std::int32_t e = from;
    while (static_cast<std::size_t>(e) + 1 < events.size() &&
           events[static_cast<std::size_t>(e) + 1].thread ==
               events[static_cast<std::size_t>(from)].thread)
      ++e;
    std::int32_t first = INT32_MAX;
    for (auto t = targets.rbegin(); e > from; --e) {
      while (t != targets.rend() && t->second > e) ++t;
      const bool covered = t != targets.rend() && t->second == e;
      const ExecutionEvent& event = events[static_cast<std::size_t>(e)];
      const bool releases = event.order == Ordering::release ||
                            event.order == Ordering::acq_rel ||
                            event.order == Ordering::seq_cst;
      if (!covered && !releases && event.writes()) break;
      first = e;
    }
    return first;
  }

  void decide(Location& l) {
    const std::size_t number = static_cast<std::size_t>(&l - locations_.data());
    const bool known_free = number < race_free_.size() && race_free_[number];
    const bool alone = l.thread >= 0 || !l.stores || (!l.marked && known_free);
    if (!alone || (l.loads && l.stores && l.read_late && l.written_early))
      l.kept = true;
  }

  /// A marked load and a marked store, if there are, between any two fences;
  /// an RMW or an unlock may stand for one.
  void keep_witnesses() {
    Gap loads, stores;
    for (std::size_t i = 0; i < x_.events.size(); ++i) {
      const ExecutionEvent& e = x_.events[i];
      const bool new_thread = i == 0 || e.thread != x_.events[i - 1].thread;
      const bool rmw = e.kind == EventKind::rmw || e.failed_rmw;
      if (new_thread || !e.accesses() || rmw || e.mark == graph::Mark::unlock)
        close(loads), close(stores);
      if (!e.accesses() || e.order == Ordering::plain) continue;
      for (Gap* gap :
           {e.reads() ? &loads : nullptr, e.writes() ? &stores : nullptr}) {
        if (!gap) continue;
        if (stays_[i])
          gap->has_one = true;
        else
          gap->spare = static_cast<std::ptrdiff_t>(i);
      }
      if (rmw) close(loads), close(stores);
    }
    close(loads), close(stores);
  }

  struct Gap {
    bool has_one = false;
    std::ptrdiff_t spare = -1;
  };
  void close(Gap& gap) {
    if (!gap.has_one && gap.spare >= 0)
      stays_[static_cast<std::size_t>(gap.spare)] = true;
    gap = {};
  }
};

/// The index of a section carries a dependency that the Slicer does not follow.
bool has_srcu(const Execution& x) {
  return std::any_of(x.events.begin(), x.events.end(), [](const auto& e) {
    return e.location != 0 &&
           (e.kind == EventKind::rcu_lock || e.kind == EventKind::rcu_unlock ||
            e.kind == EventKind::rcu_sync);
  });
}

void take_all(const Execution& x, Slice& result) {
  result.execution = x;
  result.whole.resize(x.events.size());
  std::iota(result.whole.begin(), result.whole.end(), 0);
  result.number = result.whole;
}

}  // namespace

void slice(const Execution& x, std::span<const Race> pairs,
           const std::vector<bool>& race_free, Slice& result) {
  if (has_srcu(x)) return take_all(x, result);
  const Slicer slicer(x, pairs, race_free);
  Execution& y = result.execution;
  y.events.clear();
  result.whole.clear();
  result.number.assign(x.events.size(), -1);
  for (std::size_t i = 0; i < x.events.size(); ++i) {
    if (!slicer.stays(i)) continue;
    result.number[i] = static_cast<std::int32_t>(y.events.size());
    result.whole.push_back(static_cast<std::int32_t>(i));
    y.events.push_back(x.events[i]);
  }
  y.init = x.init;
  for (std::size_t i = 0; i < y.events.size(); ++i) {
    ExecutionEvent& e = y.events[i];
    if (slicer.is_witness(static_cast<std::size_t>(result.whole[i]))) {
      e.location = static_cast<std::uint32_t>(y.init.size());
      e.rf = graph::init_write;
      y.init.push_back(0);
    } else if (e.reads() && e.rf >= 0) {
      e.rf = result.number[static_cast<std::size_t>(e.rf)];
    }
  }
  y.co.resize(y.init.size());
  for (auto& co : y.co) co.clear();
  for (std::size_t l = 0; l < x.co.size(); ++l)
    for (const std::int32_t w : x.co[l]) {
      const auto event = static_cast<std::size_t>(w);
      if (slicer.stays(event) && !slicer.is_witness(event))
        y.co[l].push_back(result.number[event]);
    }
  for (std::size_t i = 0; i < y.events.size(); ++i)
    if (y.events[i].writes() && y.events[i].location >= x.init.size())
      y.co[y.events[i].location].push_back(static_cast<std::int32_t>(i));
  const auto copy = [&](const EventPairs& from, EventPairs& to) {
    to.clear();
    for (const auto& [a, b] : from) {
      const std::int32_t source = result.number[static_cast<std::size_t>(a)];
      const std::int32_t target = result.number[static_cast<std::size_t>(b)];
      if (source >= 0 && target >= 0) to.emplace_back(source, target);
    }
  };
  copy(x.addr, y.addr);
  copy(x.data, y.data);
  copy(x.ctrl, y.ctrl);
}

}  // namespace vmalock::models

// SPDX-License-Identifier: MIT
// Method: random executions with private and shared locations, fences,
// dependencies and RCU; the judgement of the slice against that of the whole.
#include "harness/models/lkmm_slice.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <random>

#include "harness/models/lkmm.h"

namespace vmalock::models {
namespace {

using graph::EventKind;
using graph::Execution;
using graph::ExecutionEvent;

constexpr std::uint32_t shared_locations = 2;
constexpr std::uint32_t plain_location = 2;  ///< shared, only plain accesses
constexpr std::uint32_t read_only = 3;
constexpr std::uint32_t first_private = 4;
constexpr std::uint32_t private_locations = 2;  ///< of each thread

class Generator {
 public:
  explicit Generator(unsigned seed) : random_(seed) {
    const unsigned threads = 2 + pick(2);
    x_.init.assign(first_private + threads * private_locations, 0);
    x_.co.resize(x_.init.size());
    for (unsigned t = 0; t < threads; ++t) add_thread(t);
    read_and_write();
  }
  Execution take() { return std::move(x_); }

 private:
  std::mt19937 random_;
  Execution x_;

  unsigned pick(unsigned n) { return static_cast<unsigned>(random_() % n); }

  void add_thread(unsigned t) {
    const unsigned events = 4 + pick(8);
    bool section = false;
    std::vector<std::int32_t> reads;
    for (unsigned i = 0; i < events; ++i) {
      ExecutionEvent e;
      e.thread = static_cast<std::uint16_t>(t);
      switch (pick(8)) {
        case 0:
          e.kind = section ? EventKind::rcu_unlock : EventKind::rcu_lock;
          section = !section;
          break;
        case 1:
          e.kind = section ? EventKind::fence : EventKind::rcu_sync;
          if (section) e.order = Ordering::wmb;
          break;
        case 2: {
          constexpr Ordering fences[] = {Ordering::rmb, Ordering::wmb,
                                         Ordering::wmb, Ordering::mb};
          e.kind = EventKind::fence;
          e.order = fences[pick(4)];
          break;
        }
        default:
          access(e, t);
      }
      add(e, reads);
    }
    if (!section) return;
    ExecutionEvent unlock;
    unlock.thread = static_cast<std::uint16_t>(t);
    unlock.kind = EventKind::rcu_unlock;
    x_.events.push_back(unlock);
  }

  void access(ExecutionEvent& e, unsigned t) {
    const unsigned where = pick(8);
    e.location = where < 3   ? pick(shared_locations)
                 : where < 4 ? plain_location
                 : where < 5 ? read_only
                             : first_private + t * private_locations +
                                   pick(private_locations);
    e.kind = e.location == read_only || pick(2) == 0 ? EventKind::load
                                                     : EventKind::store;
    if (pick(10) == 0 && e.location < shared_locations) e.kind = EventKind::rmw;
    e.order = pick(3) == 0 ? Ordering::plain : Ordering::relaxed;
    if (e.location < shared_locations && e.order == Ordering::plain &&
        pick(2) == 0)
      e.order = Ordering::relaxed;
    if (e.location == plain_location) e.order = Ordering::plain;
    if (e.kind == EventKind::rmw) e.order = Ordering::relaxed;
    if (pick(6) == 0 && e.location != plain_location)
      e.order =
          e.kind == EventKind::load ? Ordering::acquire : Ordering::release;
  }

  void add(const ExecutionEvent& e, std::vector<std::int32_t>& reads) {
    const auto number = static_cast<std::int32_t>(x_.events.size());
    x_.events.push_back(e);
    if (!e.accesses()) return;
    for (const std::int32_t r : reads) {
      if (pick(4) != 0) continue;
      switch (pick(3)) {
        case 0:
          x_.addr.emplace_back(r, number);
          break;
        case 1:
          if (e.writes()) x_.data.emplace_back(r, number);
          break;
        default:
          x_.ctrl.emplace_back(r, number);
      }
    }
    if (e.reads() && pick(3) == 0) reads.push_back(number);
  }

  /// rf and co as in some order of the events, now and then an older write.
  void read_and_write() {
    std::vector<std::vector<std::int32_t>> threads;
    for (std::size_t i = 0; i < x_.events.size(); ++i) {
      threads.resize(x_.events[i].thread + 1u);
      threads.back().push_back(static_cast<std::int32_t>(i));
    }
    std::vector<std::size_t> next(threads.size());
    for (std::size_t left = x_.events.size(); left > 0; --left) {
      unsigned t = pick(static_cast<unsigned>(threads.size()));
      while (next[t] == threads[t].size())
        t = (t + 1) % static_cast<unsigned>(threads.size());
      const std::int32_t number = threads[t][next[t]++];
      ExecutionEvent& e = x_.events[static_cast<std::size_t>(number)];
      if (!e.accesses()) continue;
      auto& co = x_.co[e.location];
      if (e.reads() && !co.empty()) {
        e.rf = co.back();
        const std::size_t older = 1 + pick(3);
        const bool is_shared = e.location < first_private;
        if (e.kind == EventKind::load && pick(is_shared ? 2 : 20) == 0)
          e.rf =
              co.size() > older ? co[co.size() - 1 - older] : graph::init_write;
      }
      if (e.writes()) co.push_back(number);
    }
  }
};

/// Accesses of different threads, one of them a store, one of them plain.
std::vector<Race> pairs_of(const Execution& x) {
  std::vector<Race> pairs;
  for (std::size_t a = 0; a < x.events.size(); ++a)
    for (std::size_t b = 0; b < x.events.size(); ++b) {
      const ExecutionEvent &e = x.events[a], &f = x.events[b];
      if (e.accesses() && f.accesses() && e.thread != f.thread &&
          (e.writes() || f.writes()) &&
          (e.order == Ordering::plain || f.order == Ordering::plain))
        pairs.push_back({static_cast<EventId>(a), static_cast<EventId>(b)});
    }
  return pairs;
}

std::vector<std::pair<EventId, EventId>> sorted(
    const std::vector<Race>& races) {
  std::vector<std::pair<EventId, EventId>> all;
  for (const Race& r : races) all.emplace_back(r.first, r.second);
  std::sort(all.begin(), all.end());
  return all;
}

TEST(LkmmSlice, IsJudgedAsTheWholeIs) {
  unsigned consistent = 0, forbidden = 0, forbidden_by_rcu = 0, races = 0;
  std::size_t whole = 0, left = 0;
  // The figures at the end need some thousands of executions.
  constexpr unsigned fewest = 12'000;
  const char* count = std::getenv("VMALOCK_FUZZ_COUNT");
  const unsigned last =
      std::max(fewest, static_cast<unsigned>(count ? std::atoi(count) : 0));
  for (unsigned i = 0; i <= last; ++i) {
    // The last one needed a marked store between two fences to stay.
    const unsigned seed = i == last ? 36'282 : i;
    const Execution x = Generator(seed).take();
    const Consistency whole_verdict = lkmm_without_rcu(x);
    if (whole_verdict.axiom != "coherence") {
      ASSERT_EQ(lkmm_allows_without_rcu(x), static_cast<bool>(whole_verdict))
          << seed << "\n"
          << to_string(x);
      forbidden += !whole_verdict;
    }
    if (!whole_verdict) continue;
    ++consistent;
    const bool allowed = static_cast<bool>(lkmm().check(x));
    const FinalVerdict part = lkmm_final(x, {}, {});
    ASSERT_EQ(part.consistent, allowed) << seed << "\n" << to_string(x);
    if (!allowed) ++forbidden_by_rcu;
    Slice s;
    slice(x, {}, {}, s);
    whole += x.events.size();
    left += s.execution.events.size();
    if (!allowed) continue;
    const auto expected = sorted(lkmm().races(x));
    ASSERT_EQ(sorted(part.races), expected) << seed << "\n" << to_string(x);
    races += !expected.empty();

    // With every access in a pair, nothing is left out.
    const std::vector<Race> all = pairs_of(x);
    const auto unordered = sorted(lkmm_final(x, all, {}).unordered);
    std::vector<bool> race_free(plain_location + 1, false);
    race_free[plain_location] = true;
    for (const auto& [a, b] : expected)
      if (x.events[static_cast<std::size_t>(a)].location == plain_location)
        race_free[plain_location] = false;
    for (std::size_t p = seed % 7; p < all.size(); p += 7) {
      const FinalVerdict one = lkmm_final(x, {&all[p], 1}, race_free);
      ASSERT_TRUE(one.consistent) << seed << "\n" << to_string(x);
      ASSERT_EQ(!one.unordered.empty(),
                std::binary_search(unordered.begin(), unordered.end(),
                                   std::pair(all[p].first, all[p].second)))
          << seed << ": " << all[p].first << " " << all[p].second << "\n"
          << to_string(x);
    }
  }
  EXPECT_GT(consistent, last / 6);
  EXPECT_GT(forbidden, 0u);
  EXPECT_GT(forbidden_by_rcu, last / 1200);
  EXPECT_GT(races, last / 60);
  EXPECT_LT(left * 10, whole * 9) << "something is left out";
}

ExecutionEvent event(unsigned thread, EventKind kind, Ordering order,
                     std::uint32_t location = 0,
                     std::int32_t from = graph::init_write) {
  ExecutionEvent e;
  e.thread = static_cast<std::uint16_t>(thread);
  e.kind = kind;
  e.order = order;
  e.location = location;
  e.rf = from;
  return e;
}

/// co is the order of the events.
Execution execution(std::size_t locations, std::vector<ExecutionEvent> events) {
  Execution x;
  x.init.assign(locations, 0);
  x.co.resize(locations);
  x.events = std::move(events);
  for (std::size_t i = 0; i < x.events.size(); ++i)
    if (x.events[i].writes())
      x.co[x.events[i].location].push_back(static_cast<std::int32_t>(i));
  return x;
}

/// The private store before an unlock is where po-unlock-lock-po begins.
TEST(LkmmSlice, KeepsAStoreBeforeAnUnlock) {
  using enum EventKind;
  using enum Ordering;
  constexpr std::uint32_t lock = 0, p = 1, z = 2, own = 3;
  Execution x = execution(
      4, {event(0, rmw, acquire, lock), event(0, store, plain, p),
          event(0, fence, wmb), event(0, store, relaxed, own),
          event(0, store, release, lock), event(1, rmw, acquire, lock, 4),
          event(1, store, relaxed, z), event(2, load, acquire, z, 6),
          event(2, load, plain, p, 1)});
  x.events[0].mark = x.events[5].mark = graph::Mark::lock;
  x.events[4].mark = graph::Mark::unlock;
  EXPECT_TRUE(lkmm().races(x).empty());
  EXPECT_TRUE(lkmm_final(x, {}, {}).races.empty());
}

/// smp_mb__before_atomic begins with the RMW, failed or not.
TEST(LkmmSlice, KeepsAStoreAfterAFailedRmw) {
  using enum EventKind;
  using enum Ordering;
  constexpr std::uint32_t q = 0, a = 1, s = 2, c = 3, own = 4;
  Execution x =
      execution(5, {event(0, load, plain, q), event(0, fence, mb),
                    event(0, load, relaxed, a), event(1, store, relaxed, a),
                    event(1, fence, none), event(1, store, relaxed, s),
                    event(1, load, relaxed, c), event(1, store, relaxed, own),
                    event(1, fence, wmb), event(1, store, plain, q),
                    event(2, load, relaxed, s)});
  x.events[4].mark = graph::Mark::before_atomic;
  x.events[6].failed_rmw = true;
  EXPECT_TRUE(lkmm().races(x).empty());
  EXPECT_TRUE(lkmm_final(x, {}, {}).races.empty());
}

}  // namespace
}  // namespace vmalock::models

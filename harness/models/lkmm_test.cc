// SPDX-License-Identifier: MIT
// Method: single executions, written down by hand, and the axiom that decides
// each. Whole programs are judged in harness/litmus/lkmm_test.cc.
#include <gtest/gtest.h>

#include "harness/models/model.h"

namespace vmalock::models {
namespace {

using graph::EventKind;
using graph::Execution;
using graph::ExecutionEvent;
using graph::init_write;
using graph::Mark;

class Builder {
 public:
  explicit Builder(std::size_t locations) {
    x_.init.assign(locations, 0);
    x_.co.resize(locations);
  }
  std::int32_t load(std::uint16_t thread, std::uint32_t location,
                    std::int32_t from, Ordering order = Ordering::relaxed) {
    ExecutionEvent e = event(thread, EventKind::load, order);
    e.location = location;
    e.rf = from;
    return add(e);
  }
  std::int32_t store(std::uint16_t thread, std::uint32_t location,
                     Ordering order = Ordering::relaxed) {
    ExecutionEvent e = event(thread, EventKind::store, order);
    e.location = location;
    e.written = 1;
    const std::int32_t number = add(e);
    x_.co[location].push_back(number);
    return number;
  }
  std::int32_t exchange(std::uint16_t thread, std::uint32_t location,
                        std::int32_t from, Ordering order) {
    ExecutionEvent e = event(thread, EventKind::rmw, order);
    e.location = location;
    e.rf = from;
    const std::int32_t number = add(e);
    x_.co[location].push_back(number);
    return number;
  }
  std::int32_t fence(std::uint16_t thread, Ordering order) {
    return add(event(thread, EventKind::fence, order));
  }
  std::int32_t rcu(std::uint16_t thread, EventKind kind) {
    return add(event(thread, kind, Ordering::relaxed));
  }
  void reads_from(std::int32_t load, std::int32_t store) {
    x_.events[static_cast<std::size_t>(load)].rf = store;
  }
  void data(std::int32_t from, std::int32_t to) {
    x_.data.emplace_back(from, to);
  }
  Execution& execution() { return x_; }

 private:
  Execution x_;
  std::vector<std::uint16_t> next_index_;

  ExecutionEvent event(std::uint16_t thread, EventKind kind, Ordering order) {
    if (next_index_.size() <= thread) next_index_.resize(thread + 1u);
    ExecutionEvent e;
    e.thread = thread;
    e.index = next_index_[thread]++;
    e.kind = kind;
    e.order = order;
    return e;
  }
  std::int32_t add(const ExecutionEvent& e) {
    x_.events.push_back(e);
    return static_cast<std::int32_t>(x_.events.size() - 1);
  }
};

/// The axiom that forbids the execution, "" if none does: on its own, and with
/// so many unrelated events in one more thread that it needs wider matrices.
std::string_view broken_axiom(const Builder& built) {
  std::string_view axiom;
  for (const unsigned unrelated : {0u, 70u, 140u}) {
    Builder wider = built;
    const auto other =
        static_cast<std::uint32_t>(wider.execution().init.size());
    wider.execution().init.push_back(0);
    wider.execution().co.emplace_back();
    for (unsigned i = 0; i < unrelated; ++i) wider.store(7, other);
    wider.execution().canonicalize();
    const Consistency c = lkmm().check(wider.execution());
    if (unrelated == 0)
      axiom = c.axiom;
    else
      EXPECT_EQ(c.axiom, axiom);
  }
  return axiom;
}

/// r0 = x, y = 1 in one thread; r0 = y, x = 1 in the other; both read 1.
Builder load_buffering(unsigned dependencies) {
  Builder b(2);
  const auto rx = b.load(0, 0, init_write), wy = b.store(0, 1);
  const auto ry = b.load(1, 1, wy), wx = b.store(1, 0);
  b.reads_from(rx, wx);
  if (dependencies > 0) b.data(rx, wy);
  if (dependencies > 1) b.data(ry, wx);
  return b;
}

TEST(LkmmAxioms, LoadBufferingNeedsTwoDependencies) {
  EXPECT_EQ(broken_axiom(load_buffering(0)), "");
  EXPECT_EQ(broken_axiom(load_buffering(1)), "");
  EXPECT_EQ(broken_axiom(load_buffering(2)), "happens-before");
}

TEST(LkmmAxioms, AForbiddingCycleIsReported) {
  Builder b = load_buffering(2);
  const Consistency c = lkmm().check(b.execution());
  EXPECT_EQ(c.cycle.size(), 4u);
}

TEST(LkmmAxioms, Coherence) {
  Builder b(1);
  const auto w = b.store(0, 0);
  b.load(1, 0, w);
  b.load(1, 0, init_write);
  EXPECT_EQ(broken_axiom(b), "coherence");
}

TEST(LkmmAxioms, Atomicity) {
  Builder b(1);
  b.store(0, 0);
  b.exchange(1, 0, init_write, Ordering::relaxed);
  EXPECT_EQ(broken_axiom(b), "atomic");
}

Builder store_buffering(Ordering first, Ordering second) {
  Builder b(2);
  b.store(0, 0);
  b.fence(0, first);
  b.load(0, 1, init_write);
  b.store(1, 1);
  b.fence(1, second);
  b.load(1, 0, init_write);
  return b;
}

TEST(LkmmAxioms, Propagation) {
  EXPECT_EQ(broken_axiom(store_buffering(Ordering::mb, Ordering::mb)),
            "propagation");
  EXPECT_EQ(broken_axiom(store_buffering(Ordering::mb, Ordering::wmb)), "");
}

TEST(LkmmAxioms, AFullyOrderedRmwHasFencesAround) {
  for (const Ordering order : {Ordering::seq_cst, Ordering::acquire}) {
    Builder b(3);
    b.store(0, 0);
    b.exchange(0, 2, init_write, order);
    b.load(0, 1, init_write);
    b.store(1, 1);
    b.fence(1, Ordering::mb);
    b.load(1, 0, init_write);
    EXPECT_EQ(broken_axiom(b), order == Ordering::seq_cst ? "propagation" : "");
  }
}

TEST(LkmmAxioms, Rcu) {
  Builder b(2);
  b.rcu(0, EventKind::rcu_lock);
  const auto ry = b.load(0, 1, init_write);
  b.load(0, 0, init_write);
  b.rcu(0, EventKind::rcu_unlock);
  b.store(1, 0);
  b.rcu(1, EventKind::rcu_sync);
  b.reads_from(ry, b.store(1, 1));
  EXPECT_EQ(broken_axiom(b), "rcu");
}

TEST(LkmmAxioms, PlainAccessesRaceUnlessOrdered) {
  for (const Ordering order : {Ordering::release, Ordering::relaxed}) {
    Builder b(2);
    b.store(0, 0, Ordering::plain);
    const auto flag = b.store(0, 1, order);
    b.load(1, 1, flag, Ordering::acquire);
    b.load(1, 0, init_write, Ordering::plain);
    EXPECT_EQ(broken_axiom(b),
              order == Ordering::release ? "plain-coherence" : "");
    b.execution().events[3].rf = 0;
    EXPECT_EQ(broken_axiom(b), "");
    EXPECT_EQ(lkmm().races(b.execution()).empty(), order == Ordering::release);
  }
}

// Two writes, then a read; no two of different threads are ordered. A race is
// reported from the earlier access in coherence to the later one.
TEST(LkmmAxioms, EachKindOfRaceIsReported) {
  Builder b(1);
  const auto first = b.store(0, 0, Ordering::plain);
  const auto second = b.store(1, 0, Ordering::plain);
  const auto read = b.load(2, 0, init_write, Ordering::plain);
  EXPECT_EQ(
      lkmm().races(b.execution()),
      (std::vector<Race>{{first, second}, {read, first}, {read, second}}));
  b.reads_from(read, first);
  EXPECT_EQ(
      lkmm().races(b.execution()),
      (std::vector<Race>{{first, second}, {first, read}, {read, second}}));
  b.reads_from(read, second);
  EXPECT_EQ(
      lkmm().races(b.execution()),
      (std::vector<Race>{{first, second}, {first, read}, {second, read}}));
}

}  // namespace
}  // namespace vmalock::models

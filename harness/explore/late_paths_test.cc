// SPDX-License-Identifier: MIT
// Load buffering by paths that are no chain of reads and writes alone
// (model/lkmm/paths.h).
#include <set>

#include "harness/explore/test_program.h"

namespace vmalock::explore {
namespace {

using testing::Cells;
using testing::program;

constexpr auto relaxed = Ordering::relaxed;

void read(const char* name, Location from) {
  observe(name, 0, static_cast<std::int64_t>(load(from, relaxed)));
}

const Cells* child_cells = nullptr;

void read_y(void*) { read("child", child_cells->y); }

/// x is stored after the join of a thread that has read y, and y after the read
/// of x, which nothing orders: the path back goes through the end of a thread.
TEST(LatePaths, ThroughAJoin) {
  Options options = testing::with(Model::lkmm);
  unsigned both = 0, late = 0;
  options.on_complete = [&](const Finished& f) {
    late += f.observed.at("x[0]") == 1;
    both += f.observed.at("x[0]") == 1 && f.observed.at("child[0]") == 1;
  };
  const Result r = explore(program({[](const Cells& c) {
                                      read("x", c.x);
                                      store(c.y, 1, relaxed);
                                    },
                                    [](const Cells& c) {
                                      child_cells = &c;
                                      join(spawn(&read_y, nullptr));
                                      store(c.x, 1, relaxed);
                                    }}),
                           options);
  EXPECT_TRUE(r.finished);
  EXPECT_EQ(r.duplicates, 0u);
  // Each of the two reads sees 0 or 1.
  EXPECT_EQ(r.executions, 4u);
  EXPECT_EQ(late, 2u);
  EXPECT_EQ(both, 1u);
}

/// Thread 0 waits for what only its own compare-exchange writes. That succeeds
/// only late: what it must see comes after the wait.
TEST(LatePaths, ThroughAWaitForALateWrite) {
  Options options = testing::with(Model::lkmm);
  options.deadlock_is_error = false;
  unsigned late = 0;
  options.on_complete = [&](const Finished& f) {
    late += f.complete && f.observed.at("cas[0]") == 2;
  };
  const Result r = explore(
      program({[](const Cells& c) {
                 const Value old = cmpxchg(c.x, 2, 1, relaxed, relaxed).old;
                 await(
                     c.x, [](Value x) { return x == 1; }, relaxed);
                 observe("cas", 0, static_cast<std::int64_t>(old));
                 store(c.y, 1, relaxed);
               },
               [](const Cells& c) {
                 (void)load(c.y, relaxed);
                 Dependencies data;
                 data.data = last_read();
                 Access access;
                 access.from = &data;
                 store(c.x, 2, relaxed, access);
               }}),
      options);
  EXPECT_TRUE(r.finished);
  EXPECT_EQ(r.duplicates, 0u);
  // Thread 1, whose store depends on its load, has seen y as it was, or not.
  EXPECT_EQ(late, 2u);
}

/// What thread 0 does second is an RMW of x, which is promised what thread 1
/// writes, or one of y, which has no value but 0. That one is beside another
/// thread's RMW of y, so what is known from other graphs is promised to it.
TEST(LatePaths, WhatIsLearntIsOfOneCell) {
  for (const Value rmw_if : {0u, 1u}) {
    Options options = testing::with(Model::lkmm);
    bool promised = false;
    std::set<Value> of_y;
    options.on_complete = [&](const Finished& f) {
      const auto late = f.observed.find("rmw[0]");
      promised |= late != f.observed.end() && late->second == 5;
    };
    const Result r =
        explore(program({[&, rmw_if](const Cells& c) {
                           if (load(c.object, relaxed) == rmw_if)
                             observe("rmw", 0,
                                     static_cast<std::int64_t>(
                                         rmw(c.x, RmwOp::add, 1, relaxed)));
                           else
                             of_y.insert(rmw(c.y, RmwOp::add, 0, relaxed));
                           store(c.handed, 1, relaxed);
                         },
                         [](const Cells& c) {
                           (void)load(c.handed, relaxed);
                           store(c.x, 5, relaxed);
                         },
                         [](const Cells& c) {
                           rmw(c.y, RmwOp::add, 0, relaxed);
                           store(c.object, 1, relaxed);
                         }}),
                options);
    EXPECT_TRUE(r.finished);
    EXPECT_TRUE(promised);
    EXPECT_EQ(of_y, std::set<Value>{0});
  }
}

}  // namespace
}  // namespace vmalock::explore

// SPDX-License-Identifier: MIT
// What each ordering orders, under each model. Method: the classic small
// programs, whose executions can be counted by hand, each beside one in which
// one ordering is weaker.
#include <gtest/gtest.h>

#include <functional>
#include <optional>
#include <vector>

#include "harness/explore/test_program.h"

namespace vmalock::explore {
namespace {

using namespace testing;
using enum Ordering;

std::uint64_t executions(const ProgramFactory& p, Model model) {
  const Result r = run(p, model);
  EXPECT_FALSE(r.error) << r.error->message;
  EXPECT_TRUE(r.finished);
  EXPECT_EQ(r.duplicates, 0u);
  return r.executions;
}

void see(const char* name, Location cell) {
  observe(name, 0, static_cast<std::int64_t>(load(cell, relaxed)));
}

// ---- store buffering: four executions, three if the loads wait

using Write = std::function<void(Location)>;

ProgramFactory store_buffering(const Write& write, bool barrier = false) {
  return program({[=](const Cells& c) {
                    write(c.x);
                    if (barrier) fence(mb);
                    see("y", c.y);
                  },
                  [=](const Cells& c) {
                    write(c.y);
                    if (barrier) fence(mb);
                    see("x", c.x);
                  }});
}

TEST(Orderings, WhatALoadWaitsFor) {
  const Write plain_store = [](Location l) { store(l, 1, relaxed); };
  const Write release_store = [](Location l) { store(l, 1, release); };
  const Write full_store = [](Location l) { store(l, 1, seq_cst); };
  const Write exchange = [](Location l) {
    rmw(l, RmwOp::exchange, 1, relaxed);
  };
  const Write full_exchange = [](Location l) {
    rmw(l, RmwOp::exchange, 1, seq_cst);
  };
  for (const Model model : {Model::tso, Model::rc11, Model::lkmm}) {
    EXPECT_EQ(executions(store_buffering(plain_store), model), 4u);
    EXPECT_EQ(executions(store_buffering(release_store), model), 4u);
    EXPECT_EQ(executions(store_buffering(plain_store, true), model), 3u);
  }
  EXPECT_EQ(executions(store_buffering(plain_store), Model::sc), 3u);
  // On x86 a locked instruction is a barrier, whatever its order says.
  EXPECT_EQ(executions(store_buffering(exchange), Model::tso), 3u);
  EXPECT_EQ(executions(store_buffering(full_store), Model::tso), 3u);
  EXPECT_EQ(executions(store_buffering(exchange), Model::lkmm), 4u);
  EXPECT_EQ(executions(store_buffering(full_exchange), Model::lkmm), 3u);
}

TEST(Orderings, SeqCstAccessesHaveOneOrder) {
  const auto p = [](Ordering order) {
    return program({[=](const Cells& c) {
                      store(c.x, 1, order);
                      load(c.y, order);
                    },
                    [=](const Cells& c) {
                      store(c.y, 1, order);
                      load(c.x, order);
                    }});
  };
  EXPECT_EQ(executions(p(seq_cst), Model::rc11), 3u);
  EXPECT_EQ(executions(p(relaxed), Model::rc11), 4u);
}

// A thread may see its own store before the others do.
TEST(Orderings, ABufferForwardsItsStores) {
  const auto p = program({[](const Cells& c) {
                            store(c.x, 1, relaxed);
                            load(c.x, relaxed);
                            see("y", c.y);
                          },
                          [](const Cells& c) {
                            store(c.y, 1, relaxed);
                            load(c.y, relaxed);
                            see("x", c.x);
                          }});
  EXPECT_EQ(executions(p, Model::tso), 4u);
  EXPECT_EQ(executions(p, Model::sc), 3u);
}

// ---- message passing: four executions, three if both sides keep their order

TEST(Orderings, StoresAreKeptInOrderUnderTso) {
  const auto p = program({[](const Cells& c) {
                            store(c.x, 1, relaxed);
                            store(c.y, 1, relaxed);
                          },
                          [](const Cells& c) {
                            see("y", c.y);
                            see("x", c.x);
                          }});
  EXPECT_EQ(executions(p, Model::tso), 3u);
  EXPECT_EQ(executions(p, Model::sc), 3u);
  EXPECT_EQ(executions(p, Model::rc11), 4u);
  EXPECT_EQ(executions(p, Model::lkmm), 4u);
}

/// Plain data behind a flag, each side with a fence and a relaxed access.
ProgramFactory by_fences(Ordering of_writer, Ordering of_reader) {
  return program({[=](const Cells& c) {
                    plain_store(c.p, 1);
                    fence(of_writer);
                    store(c.x, 1, relaxed);
                  },
                  [=](const Cells& c) {
                    if (load(c.x, relaxed) != 1) return;
                    fence(of_reader);
                    plain_load(c.p);
                  }});
}

TEST(Orderings, FencesOfEitherSide) {
  for (const Ordering w : {wmb, release_fence, acq_rel_fence, mb})
    for (const Ordering r : {rmb, acquire_fence, acq_rel_fence, mb})
      expect_correct(by_fences(w, r));
  expect_error(by_fences(rmb, rmb), ErrorKind::data_race);
  expect_error(by_fences(wmb, wmb), ErrorKind::data_race);
  expect_error(by_fences(acquire_fence, mb), ErrorKind::data_race);
  expect_error(by_fences(mb, release_fence), ErrorKind::data_race);
  expect_correct(by_fences(wmb, rmb), Model::lkmm);
  expect_correct(by_fences(mb, mb), Model::lkmm);
  expect_error(by_fences(rmb, rmb), ErrorKind::data_race, Model::lkmm);
  expect_error(by_fences(wmb, wmb), ErrorKind::data_race, Model::lkmm);
}

/// The flag is raised once more, by an access that orders nothing.
ProgramFactory through(const Write& raise) {
  return program({[](const Cells& c) {
                    plain_store(c.p, 1);
                    store(c.x, 1, release);
                  },
                  [=](const Cells& c) { raise(c.x); },
                  [](const Cells& c) {
                    if (load(c.x, acquire) == 2) plain_load(c.p);
                  }});
}

TEST(Orderings, AReleaseSequenceGoesThroughRmwsOnly) {
  const Write add = [](Location l) {
    if (load(l, relaxed) == 1) rmw(l, RmwOp::add, 1, relaxed);
  };
  const Write set = [](Location l) {
    if (load(l, relaxed) == 1) store(l, 2, relaxed);
  };
  for (const Model model : {Model::rc11, Model::lkmm}) {
    expect_correct(through(add), model);
    expect_error(through(set), ErrorKind::data_race, model);
  }
}

TEST(Orderings, AControlDependencyOrdersNoLoadUnderLkmm) {
  expect_error(message(release, ctrl, false), ErrorKind::data_race,
               Model::lkmm);
  expect_correct(message(release, acquire, false), Model::lkmm);
  // Elsewhere an acquire stands in.
  expect_correct(message(release, ctrl, false), Model::rc11);
}

/// smp_wmb, and an acquire of what is behind it.
ProgramFactory behind_wmb(const CellBody& access) {
  return program({[](const Cells& c) {
                    plain_store(c.p, 1);
                    fence(wmb);
                    store(c.x, 1, relaxed);
                  },
                  [=](const Cells& c) {
                    if (load(c.x, acquire) == 1) access(c);
                  }});
}

// A compiler may load before it stores; smp_wmb orders no loads.
TEST(Orderings, AStoreBeforeWmbIsSeenByLoadsOnly) {
  expect_correct(behind_wmb([](const Cells& c) { plain_load(c.p); }),
                 Model::lkmm);
  expect_error(behind_wmb([](const Cells& c) { plain_store(c.p, 2); }),
               ErrorKind::data_race, Model::lkmm);
}

/// An acquire of the thread's own addition learns what that has read: the
/// clocks say so, and the model says the same.
TEST(Orderings, AnAdditionDependsOnWhatItReadForTheModelToo) {
  Options options = with(Model::lkmm);
  options.check_shortcuts = true;
  const Result r = explore(program({[](const Cells& c) {
                                      plain_store(c.p, 1);
                                      store(c.x, 1, release);
                                    },
                                    [](const Cells& c) {
                                      const Value v =
                                          rmw(c.x, RmwOp::add, 2, relaxed);
                                      load(c.x, acquire);
                                      if (v == 1) plain_load(c.p);
                                    }}),
                           options);
  EXPECT_FALSE(r.error);
  EXPECT_TRUE(r.finished);
}

// ---- threads

Cells cells;

void read_y(void*) { load(cells.y, relaxed); }
void write_x(void*) { store(cells.x, 1, relaxed); }

TEST(Orderings, AThreadIsAfterItsStartAndBeforeItsJoin) {
  const CellBody observer = [](const Cells& c) {
    store(c.y, 1, relaxed);
    fence(mb);
    load(c.x, relaxed);
  };
  const auto starts = program({[](const Cells& c) {
                                 cells = c;
                                 write_x(nullptr);
                                 join(spawn(&read_y, nullptr));
                               },
                               observer});
  const auto joins = program({[](const Cells& c) {
                                cells = c;
                                join(spawn(&write_x, nullptr));
                                read_y(nullptr);
                              },
                              observer});
  for (const Model model : {Model::sc, Model::tso}) {
    EXPECT_EQ(executions(starts, model), 3u);
    EXPECT_EQ(executions(joins, model), 3u);
  }
}

}  // namespace
}  // namespace vmalock::explore

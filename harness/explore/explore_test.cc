// SPDX-License-Identifier: MIT
// What the explorer finds in the accesses of a program. Method: small programs
// with a known answer; each erroneous one has a correct twin.
#include <gtest/gtest.h>

#include <set>

#include "harness/base/check.h"
#include "harness/explore/test_program.h"

namespace vmalock::explore {
namespace {

using namespace testing;
using enum Ordering;

// Races are found whichever side comes last.

TEST(Explore, MessagePassing) {
  for (const bool first : {false, true}) {
    expect_correct(message(release, acquire, first));
    expect_error(message(relaxed, acquire, first), ErrorKind::data_race);
    expect_error(message(release, relaxed, first), ErrorKind::data_race);
    // Under sc and tso reads-from orders.
    EXPECT_FALSE(run(message(relaxed, relaxed, first), Model::sc).error);
    EXPECT_FALSE(run(message(relaxed, relaxed, first), Model::tso).error);
  }
}

TEST(Explore, UnorderedPlainAccesses) {
  const CellBody writes = [](const Cells& c) { plain_store(c.p, 1); };
  const CellBody reads = [](const Cells& c) { plain_load(c.p); };
  expect_error(program({writes, reads}), ErrorKind::data_race);
  expect_error(program({reads, writes}), ErrorKind::data_race);
  expect_error(program({writes, writes}), ErrorKind::data_race);
  expect_correct(program({reads, reads}));
  expect_error(program({writes, reads}), ErrorKind::data_race, Model::sc);
}

TEST(Explore, PlainAccessToASharedCell) {
  const CellBody marked = [](const Cells& c) { store(c.x, 1, relaxed); };
  const CellBody unmarked = [](const Cells& c) { load(c.x, plain); };
  expect_error(program({marked, unmarked}), ErrorKind::data_race);
  expect_error(program({unmarked, marked}), ErrorKind::data_race);
  expect_correct(program({unmarked, unmarked}));
}

TEST(Explore, RaceBetweenPlainAccessesOfAReplayedThread) {
  // The write is replayed, not executed, when the other thread's read is new.
  expect_error(program({[](const Cells& c) {
                          plain_store(c.p, 1);
                          load(c.x, relaxed);
                          load(c.x, relaxed);
                        },
                        [](const Cells& c) {
                          store(c.x, 1, relaxed);
                          if (load(c.y, relaxed) == 1) plain_load(c.p);
                        },
                        [](const Cells& c) { store(c.y, 1, relaxed); }}),
               ErrorKind::data_race);
}

TEST(Explore, UninitialisedRead) {
  expect_error(program({[](const Cells& c) { plain_load(c.q); }}),
               ErrorKind::uninitialised_read);
  expect_correct(program({[](const Cells& c) {
    plain_store(c.q, 1);
    plain_load(c.q);
  }}));
}

TEST(Explore, LostWakeUp) {
  // Store buffering decides whether the sleeper is seen.
  const auto sleeper = [](bool barrier) {
    const CellBody waiter = [=](const Cells& c) {
      store(c.x, 1, relaxed);
      if (barrier) fence(mb);
      if (load(c.y, relaxed) == 0)
        await(
            c.x, [](Value v) { return v == 2; }, acquire);
    };
    const CellBody waker = [=](const Cells& c) {
      store(c.y, 1, relaxed);
      if (barrier) fence(mb);
      if (load(c.x, relaxed) == 1) store(c.x, 2, release);
    };
    return program({waiter, waker});
  };
  const Error e = expect_error(sleeper(false), ErrorKind::deadlock);
  EXPECT_NE(e.message.find("waits for ever for x"), std::string::npos);
  EXPECT_FALSE(e.trace.empty());
  expect_correct(sleeper(true));
  expect_error(sleeper(false), ErrorKind::deadlock, Model::tso);
  expect_correct(sleeper(false), Model::sc);
}

TEST(Explore, SleepingLock) {
  const CellBody work = [](const Cells& c) {
    await_update(
        c.x,
        [](Value v) { return v == 0 ? std::optional<Value>(1) : std::nullopt; },
        acquire);
    plain_store(c.p, plain_load(c.p) + 1);
    store(c.x, 0, release);
  };
  const ProgramFactory three = program({work, work, work}, [](const Cells& c) {
    require(plain_load(c.p) == 3, "R-1", "mutual exclusion");
  });
  expect_correct(three);
  EXPECT_EQ(run(three).executions, 6u);  // 3! orders of the sections
}

TEST(Explore, DeadlockOfTwoLocks) {
  const auto take = [](Location l) {
    await_update(
        l,
        [](Value v) { return v == 0 ? std::optional<Value>(1) : std::nullopt; },
        acquire);
  };
  const CellBody xy = [=](const Cells& c) {
    take(c.x);
    take(c.y);
    store(c.y, 0, release);
    store(c.x, 0, release);
  };
  const CellBody yx = [=](const Cells& c) {
    take(c.y);
    take(c.x);
    store(c.x, 0, release);
    store(c.y, 0, release);
  };
  expect_error(program({xy, yx}), ErrorKind::deadlock);
  expect_correct(program({xy, xy}));
}

TEST(Explore, WaitMayReadAnOlderValueThatSatisfiesIt) {
  const Result r =
      run(program({[](const Cells& c) {
                     store(c.x, 1, relaxed);
                     store(c.x, 2, relaxed);
                   },
                   [](const Cells& c) {
                     const Value v = await(
                         c.x, [](Value u) { return u > 0; }, relaxed);
                     observe("v", 0, static_cast<int>(v));
                   }}));
  EXPECT_EQ(r.outcomes.size(), 2u);
  EXPECT_EQ(r.executions, 2u);
}

// A thread whose wait comes before the write that it waits for, in a graph that
// is not revisited, does not wait for ever.
TEST(Explore, AWaitThatAGracePeriodEndsIsNoDeadlock) {
  expect_correct(program({[](const Cells& c) {
                            await(
                                c.x, [](Value v) { return v == 1; }, acquire);
                          },
                          [](const Cells& c) {
                            synchronize_rcu();
                            store(c.x, 1, release);
                          }}));
}

TEST(Explore, EndlessLoopIsBoundedAndNamed) {
  Options options = with(Model::rc11);
  options.max_events = 100;
  const Result r =
      explore(program({[](const Cells& c) {
                while (load(c.x, relaxed, {0xffff, Where::here()}) == 0) {
                }
              }}),
              options);
  EXPECT_EQ(r.executions, 0u);
  EXPECT_EQ(r.bounded, 1u);
  EXPECT_NE(r.bounded_at.find("explore_test.cc:"), std::string::npos);
}

ProgramFactory increments_below(Value limit) {
  const CellBody increment = [=](const Cells& c) {
    const CasResult r = update(
        c.x,
        [=](Value v) {
          return v < limit ? std::optional<Value>(v + 1) : std::nullopt;
        },
        acq_rel);
    observe("done", thread_index(), r.done);
  };
  return program({increment, increment, increment}, [=](const Cells& c) {
    require(load(c.x, relaxed) <= limit, "R-1", "the limit holds");
  });
}

TEST(Explore, ConditionalUpdateGivesTheOutcomesOfItsLoop) {
  for (const Model model : {Model::rc11, Model::tso, Model::sc}) {
    Options options = with(model);
    const Result one = explore(increments_below(2), options);
    options.literal_loops = true;
    const Result loop = explore(increments_below(2), options);
    ASSERT_FALSE(one.error || loop.error);
    EXPECT_LT(one.executions, loop.executions);
    std::set<std::map<std::string, std::int64_t>> a, b;
    for (const Outcome& o : one.outcomes) a.insert(o.values);
    for (const Outcome& o : loop.outcomes) b.insert(o.values);
    EXPECT_EQ(a, b);
    EXPECT_EQ(a.size(), 3u);  // one of the three finds the limit reached
  }
}

TEST(Explore, FailedCompareExchangeHasTheOrderOfFailure) {
  // Message passing through a failed compare-exchange.
  const auto through = [](Ordering failure) {
    return program({[](const Cells& c) {
                      plain_store(c.p, 1);
                      store(c.x, 1, release);
                    },
                    [=](const Cells& c) {
                      if (cmpxchg(c.x, 7, 8, acquire, failure).old == 1)
                        plain_load(c.p);
                    }});
  };
  expect_error(through(relaxed), ErrorKind::data_race);
  expect_correct(through(acquire));
}

TEST(Explore, NarrowValuesWrap) {
  expect_correct(program({[](const Cells& c) {
    rmw(c.x, RmwOp::sub, 1, relaxed);
    require(load(c.x, relaxed) == 0xffffffff, "R-1", "32 bits");
    require(rmw(c.x, RmwOp::add, 2, relaxed) == 0xffffffff, "R-1", "old");
    require(load(c.x, relaxed) == 1, "R-1", "wraps");
  }}));
}

TEST(Explore, ChooseReachesEveryValueOnce) {
  const Result r = run(
      program({[](const Cells&) {
                 observe("a", 0, choose(3));
                 observe("b", 0, choose(2));
               },
               [](const Cells& c) { observe("c", 0, load(c.x, relaxed) != 0); },
               [](const Cells& c) { store(c.x, 1, relaxed); }}));
  EXPECT_EQ(r.executions, 12u);
  EXPECT_EQ(r.outcomes.size(), 12u);
  EXPECT_EQ(r.duplicates, 0u);
}

TEST(Explore, RequirementAndMisuse) {
  const Error e =
      expect_error(program({[](const Cells& c) { store(c.x, 1, relaxed); },
                            [](const Cells& c) {
                              require(load(c.x, relaxed) == 0, "R-7", "x is 0");
                            }}),
                   ErrorKind::failed_requirement);
  EXPECT_EQ(e.message, "R-7: x is 0");
  expect_error(program({[](const Cells&) { misuse("unlocked twice"); }}),
               ErrorKind::lock_misuse);
  expect_error(program({[](const Cells&) {}},
                       [](const Cells& c) {
                         require(load(c.x, relaxed) == 1, "R-8", "after");
                       }),
               ErrorKind::failed_requirement);
}

TEST(Explore, NondeterministicProgramIsRefused) {
  auto calls = std::make_shared<int>(0);
  const Result r =
      run(program({[=](const Cells& c) {
                     if (++*calls % 2 == 0)
                       load(c.y, relaxed);
                     else
                       load(c.x, relaxed);
                     load(c.x, relaxed);
                   },
                   [](const Cells& c) { store(c.x, 1, relaxed); }}));
  ASSERT_TRUE(r.error);
  EXPECT_EQ(r.error->kind, ErrorKind::nondeterministic);
}

TEST(Explore, ExceptionsOfTheProgramComeThrough) {
  EXPECT_THROW(run(program({[](const Cells&) { user_error("wrong input"); }})),
               UserError);
}

}  // namespace
}  // namespace vmalock::explore

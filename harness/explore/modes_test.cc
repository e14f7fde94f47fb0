// SPDX-License-Identifier: MIT
// How the explorer can be told to search: limits, estimate, random sampling,
// replay, several workers. Method: programs whose executions can be counted.
#include <gtest/gtest.h>

#include <set>

#include "harness/base/check.h"
#include "harness/explore/search/limits.h"
#include "harness/explore/test_program.h"

namespace vmalock::explore {
namespace {

using namespace testing;
using enum Ordering;

ProgramFactory increments(unsigned n) {
  return program(std::vector<CellBody>(
      n, [](const Cells& c) { rmw(c.x, RmwOp::add, 1, relaxed); }));
}

TEST(Explore, ExecutionLimitGivesAPartialAnswer) {
  Options options = with(Model::rc11);
  options.max_executions = 10;
  const Result r = explore(increments(5), options);
  EXPECT_EQ(r.executions, 10u);
  EXPECT_FALSE(r.finished);
  EXPECT_EQ(r.reason, "limit of executions");
}

TEST(Explore, ProgressNamesTheEstimateFirst) {
  Options options;
  const auto line = [&options](std::uint64_t executions) {
    return Limits(options).progress_line(executions, 7, 10);
  };
  EXPECT_EQ(line(1234567), "1.2M executions, 123k/s, 7 blocked");
  options.expected = 12e6;
  EXPECT_EQ(line(1234567), "1.2M of about 12M, 87 s left, 123k/s, 7 blocked");
  EXPECT_EQ(line(0), "0 of about 12M, 0/s, 7 blocked");
  EXPECT_EQ(line(20000000),
            "20M, more than the estimated 12M, 2.0M/s, 7 blocked");
}

TEST(Explore, StopFlag) {
  const std::atomic<bool> stop{true};
  Options options = with(Model::rc11);
  options.stop = &stop;
  const Result r = explore(increments(6), options);
  EXPECT_FALSE(r.finished);
  EXPECT_EQ(r.reason, "stopped");
}

TEST(Explore, EstimateIsOfTheRightSize) {
  Options options = with(Model::rc11);
  options.mode = Mode::estimate;
  const Result r = explore(increments(6), options);  // 720 executions
  EXPECT_GT(r.estimate, 720 / 3.0);
  EXPECT_LT(r.estimate, 720 * 3.0);
}

TEST(Explore, RandomSamplingReachesEveryOutcome) {
  const ProgramFactory sb = program({[](const Cells& c) {
                                       store(c.x, 1, relaxed);
                                       observe("y", 0, load(c.y, relaxed) != 0);
                                     },
                                     [](const Cells& c) {
                                       store(c.y, 1, relaxed);
                                       observe("x", 0, load(c.x, relaxed) != 0);
                                     }});
  Options options;
  options.mode = Mode::random;
  options.max_executions = 1000;
  EXPECT_EQ(explore(sb, options).outcomes.size(), 4u);
  options.model = Model::tso;
  EXPECT_EQ(explore(sb, options).outcomes.size(), 4u);
  options.model = Model::sc;
  const Result r = explore(sb, options);
  EXPECT_EQ(r.outcomes.size(), 3u);
  EXPECT_FALSE(r.finished);
  options.model = Model::rc11;
  options.max_executions = 100000;
  const Result race = explore(message(relaxed, acquire, false), options);
  ASSERT_TRUE(race.error);
  EXPECT_EQ(race.error->kind, ErrorKind::data_race);
}

TEST(Explore, TokenOfAnotherProgramIsRefused) {
  Options options;
  options.mode = Mode::replay;
  options.token = "aaaabz";
  EXPECT_THROW(explore(increments(2), options), UserError);
}

TEST(Explore, TwoJobsFindTheSame) {
  Options options = with(Model::rc11);
  options.jobs = 2;
  const Result r = explore(increments(7), options);
  EXPECT_EQ(r.executions, 5040u);
  EXPECT_EQ(r.duplicates, 0u);
  EXPECT_TRUE(r.finished);
  options.jobs = 3;
  const Result race = explore(message(relaxed, acquire, true), options);
  ASSERT_TRUE(race.error);
  EXPECT_EQ(race.error->kind, ErrorKind::data_race);
}

/// A few cells for threads that are started with a function pointer only.
Cells shared;

void write_one(void*) { store(shared.x, 1, relaxed); }
void write_two(void*) { store(shared.x, 2, relaxed); }

TEST(Explore, TokenNamesStartedThreadsByTheirPlaceInTheToken) {
  // Thread 0 waits for thread 1, so in every witness thread 1 starts its child
  // first; the search met them in the other order.
  const ProgramFactory p = program({[](const Cells& c) {
                                      shared = c;
                                      if (load(c.y, relaxed) == 0) {
                                        spawn(&write_one, nullptr);
                                        return;
                                      }
                                      spawn(&write_one, nullptr);
                                      require(load(c.x, relaxed) != 2, "R-1",
                                              "the other child is late");
                                    },
                                    [](const Cells& c) {
                                      shared = c;
                                      spawn(&write_two, nullptr);
                                      store(c.y, 1, relaxed);
                                    }});
  expect_error(p, ErrorKind::failed_requirement);
}

TEST(Explore, TokenLettersThreadsByTheirSpawns) {
  // Run again with the last thread first, thread 0 stands in front of its
  // spawn, and its child has a number, while thread 1 makes its own.
  Options options = with(Model::lkmm);
  options.samples = 1000;
  const Result r = explore(program({[](const Cells& c) {
                                      shared = c;
                                      store(c.y, 1, relaxed);
                                      spawn(&write_one, nullptr);
                                    },
                                    [](const Cells& c) {
                                      shared = c;
                                      if (load(c.y, relaxed) == 0) return;
                                      spawn(
                                          [](void*) {
                                            write_two(nullptr);
                                            write_two(nullptr);
                                          },
                                          nullptr);
                                    }}),
                           options);
  EXPECT_FALSE(r.error) << r.error->message;
  EXPECT_EQ(r.executions, 4u);  // no 2, or 1 before, between and after the 2s
}

TEST(Explore, TokenJoinsAThreadWithoutEvents) {
  expect_error(program({[](const Cells& c) {
                 shared = c;
                 join(spawn([](void*) { plain_store(shared.p, 1); }, nullptr));
                 require(plain_load(c.p) == 0, "R-1", "the child is late");
               }}),
               ErrorKind::failed_requirement);
}

Result sampled(const ProgramFactory& p, std::uint64_t runs) {
  Options options = with(Model::rc11);
  options.mode = Mode::random;
  options.max_executions = runs;
  return explore(p, options);
}

TEST(Explore, RandomSamplingLetsAGracePeriodEndAWait) {
  const ProgramFactory p =
      program({[](const Cells& c) {
                 await(
                     c.x, [](Value v) { return v == 1; }, acquire);
               },
               [](const Cells& c) {
                 synchronize_rcu();
                 store(c.x, 1, release);
               }});
  const Result r = sampled(p, 100);
  EXPECT_EQ(r.executions, 100u);
  EXPECT_EQ(r.blocked, 0u);
}

TEST(Explore, RandomSamplingLetsAWaitReadAnOlderValueWhileOthersRun) {
  // The wait knows that x was 2 after it was 1, and may still see the 1; what
  // it stores then is read by the thread that stored both.
  const ProgramFactory p =
      program({[](const Cells& c) {
                 store(c.x, 1, relaxed);
                 store(c.x, 2, relaxed);
                 store(c.y, 1, relaxed);
                 observe("back", 0, static_cast<int>(load(c.object, relaxed)));
               },
               [](const Cells& c) {
                 const bool late = load(c.y, relaxed) == 1;
                 await(
                     c.x, [](Value v) { return v == 1; }, relaxed);
                 store(c.object, late ? 2 : 1, relaxed);
               }});
  Options options = with(Model::rc11);
  options.deadlock_is_error = false;
  EXPECT_EQ(explore(p, options).outcomes.size(), 3u);  // back 0, 1, 2
  options.mode = Mode::random;
  options.max_executions = 2000;
  EXPECT_EQ(explore(p, options).outcomes.size(), 3u);
}

TEST(Explore, EndlessLoopOverAPlainCellIsBoundedAndNamed) {
  Options options = with(Model::rc11);
  options.max_events = 100;
  const Result r =
      explore(program({[](const Cells& c) {
                while (plain_load(c.p, {0xffff, Where::here()}) == 0) {
                }
              }}),
              options);
  EXPECT_EQ(r.executions, 0u);
  EXPECT_EQ(r.bounded, 1u);
  EXPECT_NE(r.bounded_at.find("modes_test.cc:"), std::string::npos);
}

TEST(Explore, TwoJobsStopInTimeEvenIfNoExecutionEnds) {
  // Each of the many executions is cut: none is complete or blocked.
  std::vector<CellBody> bodies(
      9, [](const Cells& c) { rmw(c.x, RmwOp::add, 1, relaxed); });
  bodies.push_back([](const Cells& c) {
    for (;;) rmw(c.y, RmwOp::add, 1, relaxed);
  });
  Options options;
  options.max_events = 50;
  options.jobs = 2;
  options.seconds = 0.2;
  const Result r = explore(program(bodies), options);
  EXPECT_FALSE(r.finished);
  EXPECT_EQ(r.reason, "time limit");
  EXPECT_LT(r.seconds, 2);
}

}  // namespace
}  // namespace vmalock::explore

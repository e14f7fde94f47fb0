// How the explorer can be told to search: limits, estimate, random sampling,
// replay, several workers. Method: programs whose executions can be counted.
#include <gtest/gtest.h>

#include <set>

#include "harness/base/check.h"
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

}  // namespace
}  // namespace vmalock::explore

// SPDX-License-Identifier: MIT
// Method: each verdict with and without a listed bug; sets of runs.
#include "harness/result/assessment.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace vmalock {
namespace {

RunResult run_with(Verdict verdict) {
  RunResult run;
  run.verdict = verdict;
  if (verdict == Verdict::violated)
    run.error = Error{ErrorKind::data_race, "", {}, {}, ""};
  return run;
}

TEST(Assessment, ListedBugMustBeFoundAndOfItsKind) {
  RunResult holds = run_with(Verdict::holds);
  RunResult violated = run_with(Verdict::violated);
  RunResult unknown = run_with(Verdict::unknown);
  EXPECT_EQ(assess(holds), Assessment::holds);
  EXPECT_EQ(assess(violated), Assessment::violated);
  EXPECT_EQ(assess(unknown), Assessment::unknown);
  for (RunResult* run : {&holds, &violated, &unknown})
    run->expected = Expectation{"B-1", "leak|data_race", true};
  EXPECT_EQ(assess(holds), Assessment::missed);
  EXPECT_EQ(assess(violated), Assessment::expected);
  EXPECT_EQ(assess(unknown), Assessment::unknown);
  violated.expected->kinds = ErrorKind::deadlock;
  EXPECT_EQ(assess(violated), Assessment::violated);
  violated.expected->kinds = {};
  EXPECT_EQ(assess(violated), Assessment::expected);
  holds.expected->required = false;
  EXPECT_EQ(assess(holds), Assessment::holds);
}

TEST(Assessment, WorstRunDecides) {
  const RunResult holds = run_with(Verdict::holds);
  const RunResult violated = run_with(Verdict::violated);
  const RunResult unknown = run_with(Verdict::unknown);
  EXPECT_EQ(overall(std::vector{holds, holds}), Overall::holds);
  EXPECT_EQ(overall(std::vector{holds, unknown}), Overall::unknown);
  EXPECT_EQ(overall(std::vector{unknown, violated}), Overall::violated);
  EXPECT_EQ(overall({}), Overall::unknown);
  EXPECT_EQ(exit_status(Overall::unknown), ExitStatus::unknown);
}

}  // namespace
}  // namespace vmalock

// SPDX-License-Identifier: MIT
// What a set of results amounts to, at its edges. Method: one run in each of
// the five ways in which it can end, and pairs of searches that stopped early.
#include <gtest/gtest.h>

#include <optional>
#include <vector>

#include "harness/result/assessment.h"
#include "harness/result/outcome_diff.h"

namespace vmalock {
namespace {

/// A run whose listed bug, if it has one, must be found.
RunResult run_of(Verdict verdict, bool listed = false) {
  RunResult run;
  run.verdict = verdict;
  run.executions = 10;
  run.seconds = 0.5;
  if (verdict == Verdict::violated)
    run.error = Error{ErrorKind::leak, "", {}, {}, ""};
  if (listed) run.expected = Expectation{"B-1", "leak", true};
  return run;
}

const RunResult holds = run_of(Verdict::holds);
const RunResult violated = run_of(Verdict::violated);
const RunResult unknown = run_of(Verdict::unknown);
const RunResult expected = run_of(Verdict::violated, true);
const RunResult missed = run_of(Verdict::holds, true);

TEST(Verdicts, EachEndIsCountedByItself) {
  const Tally t =
      tally(std::vector{holds, violated, violated, unknown, expected, missed});
  EXPECT_EQ(t.holds, 1u);
  EXPECT_EQ(t.violated, 2u);
  EXPECT_EQ(t.unknown, 1u);
  EXPECT_EQ(t.expected, 1u);
  EXPECT_EQ(t.missed, 1u);
  EXPECT_EQ(t.runs(), 6u);
  EXPECT_EQ(t.executions, 60u);
  EXPECT_DOUBLE_EQ(t.seconds, 3);
}

TEST(Verdicts, AMissedBugIsAsBadAsANewOne) {
  EXPECT_EQ(overall(std::vector{holds, missed}), Overall::violated);
  EXPECT_EQ(overall(std::vector{missed, unknown}), Overall::violated);
  EXPECT_EQ(overall(std::vector{holds, violated}), Overall::violated);
  EXPECT_EQ(overall(std::vector{expected, violated}), Overall::violated);
  EXPECT_EQ(overall(std::vector{expected, unknown}), Overall::unknown);
}

/// A release with open bugs does not hold.
TEST(Verdicts, HoldsIsOfEveryRun) {
  EXPECT_EQ(overall(std::vector{holds, holds}), Overall::holds);
  EXPECT_EQ(overall(std::vector{holds, expected}), Overall::as_listed);
  EXPECT_EQ(overall(std::vector<RunResult>{}), Overall::unknown);
  EXPECT_EQ(found_bugs(std::vector{expected, holds, missed, expected}),
            std::vector<std::string>{expected.expected->bug});
}

TEST(Verdicts, EachHasAnExitStatus) {
  EXPECT_EQ(static_cast<int>(exit_status(Overall::holds)), 0);
  EXPECT_EQ(static_cast<int>(exit_status(Overall::as_listed)), 0);
  EXPECT_EQ(static_cast<int>(exit_status(Overall::violated)), 1);
  EXPECT_EQ(static_cast<int>(exit_status(Overall::unknown)), 2);
}

/// Searches with these ends, which have found these values of x.
Difference differ(Verdict old_end, std::vector<int> old_x, Verdict new_end,
                  std::vector<int> new_x) {
  RunResult old_run = run_of(old_end), new_run = run_of(new_end);
  for (const int x : old_x) old_run.outcomes.push_back({{{"x", x}}, 1});
  for (const int x : new_x) new_run.outcomes.push_back({{{"x", x}}, 1});
  return diff_outcomes(old_run, new_run).difference();
}

TEST(Verdicts, WhatASearchHasNotFoundIsGoneOnlyIfItWasComplete) {
  EXPECT_EQ(differ(Verdict::holds, {0, 1}, Verdict::unknown, {0}),
            Difference::unknown);
  EXPECT_EQ(differ(Verdict::unknown, {0}, Verdict::holds, {0, 1}),
            Difference::unknown);
  EXPECT_EQ(differ(Verdict::unknown, {0, 1}, Verdict::holds, {0}),
            Difference::differ);
  EXPECT_EQ(differ(Verdict::holds, {0}, Verdict::unknown, {0, 1}),
            Difference::differ);
  EXPECT_EQ(differ(Verdict::violated, {0}, Verdict::violated, {1}),
            Difference::unknown);
}

}  // namespace
}  // namespace vmalock

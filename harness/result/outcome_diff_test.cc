// SPDX-License-Identifier: MIT
// Method: sets with each of the three parts, complete and not.
#include "harness/result/outcome_diff.h"

#include <gtest/gtest.h>

namespace vmalock {
namespace {

TEST(OutcomeDiff, ComparesSetsAndKnowsWhatIsCertain) {
  RunResult old_run, new_run;
  old_run.verdict = new_run.verdict = Verdict::holds;
  old_run.outcomes = {{{{"x", 0}}, 1}, {{{"x", 1}}, 5}};
  new_run.outcomes = {{{{"x", 1}}, 9}, {{{"x", 2}}, 1}};
  const OutcomeDiff diff = diff_outcomes(old_run, new_run);
  ASSERT_EQ(diff.only_old.size(), 1u);
  ASSERT_EQ(diff.only_new.size(), 1u);
  ASSERT_EQ(diff.both.size(), 1u);
  EXPECT_EQ(diff.only_old[0].values.at("x"), 0);
  EXPECT_EQ(diff.only_new[0].values.at("x"), 2);
  EXPECT_EQ(diff.both[0].count, 9u);
  EXPECT_EQ(diff.difference(), Difference::differ);
  EXPECT_EQ(diff_outcomes(old_run, old_run).difference(), Difference::same);

  new_run.verdict = Verdict::unknown;  // x = 2 is certain, x = 0 is not
  EXPECT_EQ(diff_outcomes(old_run, new_run).difference(), Difference::differ);
  new_run.outcomes.pop_back();
  EXPECT_EQ(diff_outcomes(old_run, new_run).difference(), Difference::unknown);
  new_run.verdict = Verdict::violated;
  EXPECT_EQ(diff_outcomes(old_run, new_run).difference(), Difference::differ);
}

}  // namespace
}  // namespace vmalock

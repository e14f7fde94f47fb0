// SPDX-License-Identifier: MIT
#include "harness/result/outcome_diff.h"

#include <algorithm>
#include <utility>

namespace vmalock {

namespace {

bool has(const std::vector<Outcome>& all, const Outcome& wanted) {
  return std::any_of(all.begin(), all.end(), [&](const Outcome& o) {
    return o.values == wanted.values;
  });
}

}  // namespace

Difference OutcomeDiff::difference() const {
  // A search stops at its first error, so only HOLDS has seen every outcome.
  const bool old_complete = old_run.verdict == Verdict::holds;
  const bool new_complete = new_run.verdict == Verdict::holds;
  if (!only_old.empty() && new_complete) return Difference::differ;
  if (!only_new.empty() && old_complete) return Difference::differ;
  if (old_complete && new_complete) return Difference::same;
  const bool decided = old_run.verdict != Verdict::unknown &&
                       new_run.verdict != Verdict::unknown;
  return decided && old_run.verdict != new_run.verdict ? Difference::differ
                                                       : Difference::unknown;
}

OutcomeDiff diff_outcomes(RunResult old_run, RunResult new_run) {
  OutcomeDiff diff;
  for (const Outcome& o : old_run.outcomes)
    if (!has(new_run.outcomes, o)) diff.only_old.push_back(o);
  for (const Outcome& o : new_run.outcomes)
    (has(old_run.outcomes, o) ? diff.both : diff.only_new).push_back(o);
  diff.old_run = std::move(old_run);
  diff.new_run = std::move(new_run);
  return diff;
}

}  // namespace vmalock

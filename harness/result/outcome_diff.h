// SPDX-License-Identifier: MIT
// OutcomeDiff: two runs of one case compared as sets of outcomes. Counts are
// not compared: how often an outcome shows is a fact about the search.
#pragma once

#include <cstdint>
#include <vector>

#include "harness/result/run_result.h"

namespace vmalock {

enum class Difference : std::uint8_t {
  same,     ///< both sets are complete and equal
  differ,   ///< for certain: an outcome that the complete other side lacks,
            ///< or one side violates what the other one keeps
  unknown,  ///< a set is incomplete, and nothing is certain
};

struct OutcomeDiff {
  RunResult old_run;
  RunResult new_run;
  std::vector<Outcome> only_old;
  std::vector<Outcome> only_new;
  std::vector<Outcome> both;  ///< with the counts of the new run

  Difference difference() const;
};

OutcomeDiff diff_outcomes(RunResult old_run, RunResult new_run);

}  // namespace vmalock

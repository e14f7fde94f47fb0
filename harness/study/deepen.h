// SPDX-License-Identifier: MIT
// Deepen: every case at its smallest bound, then at its own, then at ever
// larger ones, the cheapest first, within one budget of time for all of them.
#pragma once

#include <vector>

#include "harness/study/listener.h"
#include "harness/study/plan.h"

namespace vmalock::study {

struct DeepenOptions {
  /// Of all runs together, with those that a checkpoint has.
  double seconds = 0;
  /// As RunRequest::diagnose; without, violations that are listed are not
  /// diagnosed.
  bool diagnose_listed = false;
};

/// One result for each cell of the plan, in order, with its Depth: the run with
/// the largest bound that was searched to its end. A violation ends the way of
/// its cell, for nothing is seen behind it. What has not come as far as the
/// bound of its cell is UNKNOWN.
///
/// Which run comes next depends on counts, not on times; only where the budget
/// ends does. A run that is longer than expected is put off after a part of
/// what is left, and begun again when nothing cheaper is left to do.
std::vector<RunResult> deepen(const std::vector<Cell>& plan,
                              const Selection& selection,
                              const DeepenOptions& options,
                              const Listener& listener);

/// UserError if these runs complete no bound.
void require_deepens(const Engine& engine, const Selection& selection);

}  // namespace vmalock::study

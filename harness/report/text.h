// SPDX-License-Identifier: MIT
// The text report: verdict first, a table of cases × implementations, the
// failures in full at the end, then the summary line. A function of the runs.
#pragma once

#include <span>
#include <string>

#include "harness/report/style.h"
#include "harness/result/outcome_diff.h"

namespace vmalock {

std::string text_report(std::span<const RunResult> runs, const Style& style);

/// Cases × implementations, one table for each engine and model (table.cc).
std::string table_text(std::span<const RunResult> runs, const Style& style);

/// Of a check with a budget: how far each case has come (depth_table.cc), and
/// how to read it.
std::string depth_table_text(std::span<const RunResult> runs,
                             const Style& style);
std::string depth_legend(std::span<const RunResult> runs);
/// "completed 1r+2w x1; stopped in 2r+2w x1"
std::string depth_text(const Depth& depth);

/// One run in full: verdict, bound, error, trace, next command (run_text.cc).
std::string run_text(const RunResult& run, const Style& style);

/// herd7's last line, for the question "does this case fail?".
std::string observation(const RunResult& run);

/// Outcome sets of two implementations, case by case (diff_text.cc).
std::string diff_text(std::span<const OutcomeDiff> diffs, const Style& style);

/// "seen[0]=1 seen[1]=0"
std::string outcome_text(const Outcome& outcome);

}  // namespace vmalock

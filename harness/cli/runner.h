// Runner: makes the runs of a plan, one after the other, and fills in what the
// engine does not know about itself.
#pragma once

#include <vector>

#include "harness/cli/plan.h"

namespace vmalock::cli {

/// One result for each cell, in order. After a stop request the cells that did
/// not start are UNKNOWN.
std::vector<RunResult> run_plan(const Context& context,
                                const std::vector<Cell>& plan);

/// Adds expectation, seed, blind spots and the replay token.
RunResult completed(const Cell& cell, RunResult result);

}  // namespace vmalock::cli

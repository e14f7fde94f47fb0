// SPDX-License-Identifier: MIT
// Runner: makes the runs of a plan, one after the other, and fills in what the
// engine does not know about itself.
#pragma once

#include <cstdint>
#include <vector>

#include "harness/study/listener.h"
#include "harness/study/plan.h"

namespace vmalock::study {

/// One result for each cell, in order. After a stop request the cells that did
/// not start are UNKNOWN. `reached`, if given: which rows each run has passed,
/// as RunRequest has it.
std::vector<RunResult> run_plan(
    const std::vector<Cell>& plan, const Listener& listener,
    std::vector<std::vector<std::uint8_t>>* reached = nullptr);

/// The engine's answer; UNKNOWN if memory does not suffice for one.
RunResult run_within_memory(const Cell& cell, const RunRequest& request);

/// Adds the expectation and the blind spots.
RunResult completed(const Cell& cell, RunResult result);

}  // namespace vmalock::study

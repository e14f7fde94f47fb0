// SPDX-License-Identifier: MIT
// The runs as the test suites of a CI system: one for each implementation,
// changed orderings, engine and model.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "harness/result/run_result.h"

namespace vmalock {

struct Suite {
  std::string name;  ///< "refcnt-6.15+reader_inc=relaxed.graph.lkmm"
  std::vector<RunResult> runs;
};

std::string suite_name(const RunResult& run);

/// In the order of their first runs.
std::vector<Suite> suites_of(std::span<const RunResult> runs);

}  // namespace vmalock

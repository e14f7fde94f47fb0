// SPDX-License-Identifier: MIT
// Smallest: a counterexample with fewer threads, where there is one.
#pragma once

#include "harness/study/plan.h"

namespace vmalock::study {

/// A counterexample with fewer threads is easier to read: if a smaller bound
/// has the same kind of error, its execution is shown instead.
void show_smallest(Cell cell, RunResult& run);

}  // namespace vmalock::study

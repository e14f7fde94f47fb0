// SPDX-License-Identifier: MIT
// What a step of a counterexample did, in words.
#pragma once

#include <string>
#include <vector>

#include "harness/result/run_result.h"

namespace vmalock {

/// One text a step: "vm_refcnt 1 -> 2 acquire". Objects get letters in the
/// order in which pointers to them are seen, so the steps belong together.
std::vector<std::string> step_texts(
    const std::vector<TraceStep>& steps,
    const std::vector<GraphLocation>& locations);

}  // namespace vmalock

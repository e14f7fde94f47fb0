// SPDX-License-Identifier: MIT
// The explorer's graph as plain data that does not know how it was found.
#pragma once

#include "harness/graph/execution.h"
#include "harness/graph/graph.h"

namespace vmalock::graph {

/// The canonical form of a complete execution. Events that only the explorer
/// needs (choices, thread starts and joins) are left out; the two events of a
/// grace period are one, where the grace period ends.
Execution canonical(const Graph& graph);

}  // namespace vmalock::graph

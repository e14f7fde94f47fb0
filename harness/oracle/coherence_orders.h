// SPDX-License-Identifier: MIT
// The coherence orders of one location that its accesses allow.
#pragma once

#include <cstdint>
#include <vector>

#include "harness/graph/execution.h"

namespace vmalock::oracle {

/// All orders of the writes of a location under which its accesses could take
/// place one after the other, in the program order of each thread, and no write
/// comes between the halves of an rmw. `accesses`: event numbers of those of
/// the location, by thread and index.
std::vector<std::vector<std::int32_t>> coherence_orders(
    const graph::Execution& x, const std::vector<std::int32_t>& accesses);

}  // namespace vmalock::oracle

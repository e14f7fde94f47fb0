// SPDX-License-Identifier: MIT
// Which LitmusPrograms the platform of locks and cases can run, and where its
// executions have the same locations.
#pragma once

#include <vector>

#include "harness/fuzzer/surroundings.h"
#include "harness/graph/execution.h"
#include "harness/program/litmus_program.h"

namespace vmalock::fuzzer {

/// The same program with what the platform has: computed addresses only under
/// lkmm, for the access after the read that they depend on (its pointers are
/// plain), or if they are of an object; RMWs with constant operands and no
/// compare-exchange (an update stands for the loop around one), no RMW that is
/// fully ordered but under lkmm, no fence that only belongs to another
/// operation.
litmus::LitmusProgram for_platform(litmus::LitmusProgram program, bool kernel);

/// By location: those that are cells without marked accesses. Under lkmm none
/// is, and the explorer has plain accesses in its graph.
std::vector<bool> plain_locations(const litmus::LitmusProgram& program,
                                  const Surroundings& surroundings,
                                  bool kernel);

/// An execution of through_platform() with the locations of the program, as
/// Surroundings::without() has it. `x`: canonical.
graph::Execution with_all_locations(const litmus::LitmusProgram& program,
                                    bool kernel, const graph::Execution& x);

}  // namespace vmalock::fuzzer

// SPDX-License-Identifier: MIT
// A LitmusProgram run through the platform that locks and cases are written for
// (K:: of harness/platform): its cells, values that carry their dependencies,
// branches by their extent in C++, updates and waits by functions. The harness
// of every verdict but those on litmus tests, compared with the oracle.
#pragma once

#include "harness/explore/explore.h"
#include "harness/program/litmus_program.h"

namespace vmalock::fuzzer {

/// The same program with what the platform has: no computed addresses (its
/// pointers are plain), RMWs with constant operands and no compare-exchange
/// (an update stands for the loop around one), no RMW that is fully ordered
/// but under lkmm, no fence that only belongs to another operation.
litmus::LitmusProgram for_platform(litmus::LitmusProgram program, bool kernel);

/// Cells, threads and observations are those of LitmusInterpreter. The program
/// is one of for_platform() and must outlive the factory. `kernel`: under lkmm.
explore::ProgramFactory through_platform(const litmus::LitmusProgram& program,
                                         bool kernel);

}  // namespace vmalock::fuzzer

// SPDX-License-Identifier: MIT
// A LitmusProgram run through the platform that locks and cases are written for
// (K:: of harness/platform): its cells, values that carry their dependencies,
// branches by their extent in C++, updates and waits by functions. The harness
// of every verdict but those on litmus tests, compared with the oracle.
#pragma once

#include "harness/explore/explore.h"
#include "harness/program/litmus_program.h"

namespace vmalock::fuzzer {

/// Cells, threads and observations are those of LitmusInterpreter; what
/// Surroundings knows is done as locks and cases do it. The program is one of
/// for_platform() and must outlive the factory. `kernel`: under lkmm.
explore::ProgramFactory through_platform(const litmus::LitmusProgram& program,
                                         bool kernel);

}  // namespace vmalock::fuzzer

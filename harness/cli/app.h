// SPDX-License-Identifier: MIT
// The command line: arguments to commands.
#pragma once

#include "harness/cli/arguments.h"
#include "harness/cli/context.h"

namespace vmalock::cli {

/// Runs one command (without the program's name) and returns the exit status.
/// Complaints about wrong input go to context.err.
int run_app(const Context& context, const Arguments& arguments);

}  // namespace vmalock::cli

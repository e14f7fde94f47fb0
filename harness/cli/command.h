// SPDX-License-Identifier: MIT
// A command: one row of the table in commands.cc, one file of commands/.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <span>

#include "harness/base/check.h"
#include "harness/cli/context.h"

namespace vmalock::cli {

/// What a command does, with the values of its options. It throws UserError.
using Run = std::function<ExitStatus(const Context&)>;

struct Command {
  const char* name;
  const char* help;
  /// Declares the command's options and returns what to do once they are
  /// parsed. The values live as long as the Run.
  Run (*declare)(CLI::App& app);
  /// It has --kernel-tree and what belongs to it: the tree is an implementation
  /// when it runs.
  bool runs_kernel_trees = false;
};

std::span<const Command> commands();

}  // namespace vmalock::cli

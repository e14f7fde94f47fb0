// SPDX-License-Identifier: MIT
// What every main of a vmalock does: the terminal, signals, internal errors.
#pragma once

#include <functional>
#include <ostream>
#include <span>

#include "harness/cli/context.h"

namespace vmalock::cli {

/// What other layers own: two commands, and the locks that are compiled while
/// the program runs.
struct OtherCommands {
  std::function<int(const bench::BenchOptions&)> bench;
  std::function<int(const litmus::LitmusOptions&, std::ostream&)> litmus;
  kernel_source::KernelTrees* kernel = nullptr;  ///< Context::kernel
  std::vector<std::string> source_folders{};     ///< Context::source_folders
};

/// The status of `run`, or of what has kept it from an answer, in words on
/// standard error.
int explained(const std::function<int()>& run);

/// The exit status of the process.
int run_process(std::span<Engine* const> engines, OtherCommands others,
                int argc, char** argv);

}  // namespace vmalock::cli

// SPDX-License-Identifier: MIT
// Context: the world of a command. Tests run commands with engines of their
// own and string streams.
#pragma once

#include <functional>
#include <map>
#include <ostream>
#include <span>
#include <string>
#include <vector>

#include "harness/bench/bench.h"
#include "harness/kernel_source/tree/kernel_trees.h"
#include "harness/litmus/command.h"
#include "harness/platform/engine.h"
#include "harness/report/layout.h"

namespace vmalock::cli {

using Arguments = std::vector<std::string>;

struct Context {
  std::span<Engine* const> engines;
  std::ostream& out;  ///< data
  std::ostream& err;  ///< talk: progress and complaints
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  bool colour = false;
  std::size_t width = text_width;  ///< columns of the terminal
  std::string command_line;        ///< kept in result files
  /// What was given for each option, and "command".
  std::map<std::string, std::string> asked{};
  /// Commands that other layers own; they return the exit status.
  std::function<int(const bench::BenchOptions&)> bench = nullptr;
  std::function<int(const litmus::LitmusOptions&, std::ostream&)> litmus =
      nullptr;
  /// null: the program cannot compile kernel trees.
  kernel_source::KernelTrees* kernel = nullptr;
  /// The kernel trees that this command line names: their options again, and
  /// the implementations that they have become.
  Arguments kernel_arguments{};
  std::vector<std::string> kernel_locks{};
  /// Where the sources of locks and cases from outside this tree are.
  std::vector<std::string> source_folders{};
  /// Starts gdb on `vmalock replay …` with these arguments; returns only if
  /// that fails.
  std::function<int(const Arguments& replay)> gdb = nullptr;
};

}  // namespace vmalock::cli

// Context: the world of a command. Tests run commands with engines of their
// own and string streams.
#pragma once

#include <functional>
#include <ostream>
#include <span>
#include <string>
#include <vector>

#include "harness/bench/bench.h"
#include "harness/litmus/command.h"
#include "harness/platform/engine.h"

namespace vmalock::cli {

struct Context {
  std::span<Engine* const> engines;
  std::ostream& out;  ///< data
  std::ostream& err;  ///< talk: progress and complaints
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  bool colour = false;
  std::string command_line;  ///< kept in result files
  /// Commands that other layers own; they return the exit status.
  std::function<int(const bench::BenchOptions&)> bench = nullptr;
  std::function<int(const litmus::LitmusOptions&, std::ostream&)> litmus =
      nullptr;
  /// Starts gdb on `vmalock replay TOKEN`; returns only if that fails.
  std::function<int(const std::string& token)> gdb = nullptr;
};

}  // namespace vmalock::cli

// Context: the world of a command. Tests run commands with engines of their
// own and string streams.
#pragma once

#include <functional>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/bench/bench.h"
#include "harness/kernel_source/tree/kernel_trees.h"
#include "harness/litmus/command.h"
#include "harness/platform/engine.h"

namespace vmalock::cli {

using Arguments = std::vector<std::string>;

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
  /// null: the program cannot compile kernel trees.
  kernel_source::KernelTrees* kernel = nullptr;
  /// Starts gdb on `vmalock replay …` with these arguments; returns only if
  /// that fails.
  std::function<int(const Arguments& replay)> gdb = nullptr;
};

/// Of all engines together: implementations with the oldest kernel first and
/// mutants last, cases in the order of their files.
std::vector<const ImplInfo*> all_impls(std::span<Engine* const> engines);
std::vector<const CaseInfo*> all_cases(std::span<Engine* const> engines);

/// UserError if there is no such engine.
Engine& engine_named(std::span<Engine* const> engines, const std::string& name);

/// The model to use: the one asked for if the engine has it (else UserError),
/// or the engine's weakest one that is our default, or none.
std::string model_for(const Engine& engine, const std::string& asked);

/// The cell of the matrix, or null.
const Binding* find_binding(const Engine& engine, std::string_view impl,
                            std::string_view case_name);

/// The cell of the matrix, or UserError that says which name is unknown.
const Binding& binding_of(const Engine& engine, const std::string& impl,
                          const std::string& case_name);

}  // namespace vmalock::cli

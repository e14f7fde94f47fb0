// SPDX-License-Identifier: MIT
// Cost of a patch: the instructions of the functions that it changes, with it
// and without, as the kernel's compiler makes them: without the pass, without
// debugging, the facilities that a kernel calls as calls.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "harness/kernel_source/tree/compile.h"

namespace vmalock::kernel_source {

/// On one machine; nothing where the function is not there.
struct MachineCost {
  std::string machine;  ///< "x86-64", "arm64"
  std::optional<unsigned> before, after;
  /// Of the instructions that order memory: "casa", once for each.
  std::vector<std::string> gone, added;

  // Inline: the command line tells costs and does not link the tree.
  bool same() const { return before == after && gone.empty() && added.empty(); }
};

struct FunctionCost {
  std::string function;
  std::vector<MachineCost> machines;

  bool same() const {
    return std::all_of(machines.begin(), machines.end(),
                       [](const MachineCost& m) { return m.same(); });
  }
};

struct CodeCost {
  /// Those in which a changed line is, also by inlining, or whose code differs;
  /// those that differ come first.
  std::vector<FunctionCost> functions;
  std::vector<std::string> missing;  ///< a machine, and why
};

CodeCost code_cost(const CompiledTree& before, const CompiledTree& after,
                   const Toolkit& toolkit);

}  // namespace vmalock::kernel_source

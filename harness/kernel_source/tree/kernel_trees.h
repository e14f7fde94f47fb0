// SPDX-License-Identifier: MIT
// Kernel trees for the commands: compiled, loaded, and what of them ran.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "harness/kernel_source/tree/cost.h"
#include "harness/kernel_source/tree/source_options.h"

namespace vmalock::kernel_source {

/// A line that a patch changed and that has code of its own.
struct ChangedLine {
  std::string file;  ///< by the tree's path
  unsigned line = 0;
  bool reached = false;            ///< it ran since forget()
  std::vector<std::string> sites;  ///< rows whose accesses stand there
};

class KernelTrees {
 public:
  virtual ~KernelTrees() = default;
  /// Compiles the tree and, if there are patches, the patched one; they become
  /// implementations of the graph engine. Returns their names, "kernel" and
  /// "kernel+PATCH". What was ignored goes to `notes`, a line each. UserError
  /// for wrong input.
  virtual std::vector<std::string> load(const SourceOptions& options,
                                        std::ostream& notes) = 0;
  /// Nothing of this implementation has run yet.
  virtual void forget(const std::string& impl) = 0;
  /// Sorted by file and line.
  virtual std::vector<ChangedLine> changed(const std::string& impl) const = 0;
  /// The compiled tree of this implementation; empty if it is of no tree.
  virtual std::string folder(const std::string& impl) const = 0;
  /// In instructions, of what was loaded as `impl` against what is `base`.
  virtual CodeCost cost(const std::string& base,
                        const std::string& impl) const = 0;
};

}  // namespace vmalock::kernel_source

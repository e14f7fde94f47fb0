// SPDX-License-Identifier: MIT
// A tree with patches as a shared object: compiled with the pass, kept in the
// cache, told apart by a hash of all that goes into it.
#pragma once

#include <string>
#include <vector>

#include "harness/kernel_source/tree/layout.h"
#include "harness/kernel_source/tree/patch.h"
#include "harness/kernel_source/tree/source_options.h"
#include "harness/kernel_source/tree/toolkit.h"

namespace vmalock::kernel_source {

struct CompiledTree {
  std::string folder;    ///< what was compiled, by the tree's paths
  std::string object;    ///< the shared object
  std::string hash;      ///< 32 hexadecimal digits
  std::string version;   ///< "7.2.13"; empty if not known
  std::string compiler;  ///< clang's path
  std::string name;      ///< for messages: "DIR (7.2.13)"
  std::vector<StructLayout> layouts;
  ChangedLines changed;            ///< by the patches
  std::vector<std::string> notes;  ///< one sentence each
  bool cached = false;             ///< it was there
};

/// UserError for wrong input, with what to do about it.
CompiledTree compile_tree(const SourceOptions& options, const Toolkit& toolkit);

/// What the compiler complained about, for the user: file:line, what is unknown
/// and how to make it known.
std::string explain_diagnostics(const std::string& output);

}  // namespace vmalock::kernel_source

// SPDX-License-Identifier: MIT
// What is compiled: the lock's files of a tree as they are, the functions of
// other files that belong to it (with #line, so that messages and traces name
// the tree's lines), and what the shims must know of the version.
#pragma once

#include <string>
#include <vector>

#include "harness/kernel_source/tree/kernel_tree.h"

namespace vmalock::kernel_source {

struct UnitOptions {
  std::vector<std::string> ignored;  ///< names that are nothing
  std::vector<std::string> fields;   ///< "unsigned long mm_foo": of mm_struct
  std::vector<std::string> headers;  ///< files included behind the shims
  /// Functions of the tree beside those that every version needs: what the
  /// others turned out to call.
  std::vector<std::string> functions;
};

/// Files of a folder to compile in: unit.c, include/…, mm/mmap_lock.c. `files`:
/// the tree's, patched.
Files make_unit(const KernelTree& tree, const UnitOptions& options);

/// Whether a function of this name is defined in one of the tree's files of
/// which parts are compiled.
bool tree_defines(const KernelTree& tree, const std::string& function);

}  // namespace vmalock::kernel_source

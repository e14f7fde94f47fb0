// SPDX-License-Identifier: MIT
// What to compile: the options that start with --kernel, and --patch.
#pragma once

#include <string>
#include <vector>

namespace vmalock::kernel_source {

struct SourceOptions {
  std::string tree = {};                  ///< --kernel-tree
  std::vector<std::string> patches = {};  ///< --patch, in this order
  std::string compiler = {};  ///< --kernel-cc; empty: one that is there
  std::vector<std::string> ignored = {};  ///< --kernel-ignore
  std::vector<std::string> fields = {};   ///< --kernel-fields
  std::vector<std::string> headers = {};  ///< --kernel-header
  bool refcount = false;                  ///< --kernel-refcount
};

}  // namespace vmalock::kernel_source

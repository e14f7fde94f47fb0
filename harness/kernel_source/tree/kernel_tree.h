// SPDX-License-Identifier: MIT
// A kernel source tree, 6.4 or later, and where the per-VMA lock stands in it:
//
//   6.16 and later   mm/mmap_lock.c and include/linux/mmap_lock.h have all
//   6.4 to 6.15      functions in mm.h, mmap_lock.h, memory.c
//
// and the life of a vma in mm/vma_init.c or kernel/fork.c.
#pragma once

#include <string>
#include <vector>

#include "harness/kernel_source/tree/patch.h"

namespace vmalock::kernel_source {

struct KernelTree {
  std::string folder;
  std::string version;  ///< "7.2.13"; empty if there is no Makefile
  Files files;          ///< those that vmalock compiles, or takes parts of

  /// Whether mm/mmap_lock.c is compiled as it is.
  bool lock_has_a_file() const;
  /// For messages: "DIR (7.2.13)".
  std::string name() const;
};

inline constexpr const char* refcount_file = "include/linux/refcount.h";

/// With the tree's own refcount.h, or without. UserError if the folder has no
/// kernel, or the kernel no per-VMA lock.
KernelTree read_tree(const std::string& folder, bool with_refcount = false);

}  // namespace vmalock::kernel_source

// SPDX-License-Identifier: MIT
// What only the binding knows: the machine that a case runs on, and the lock's
// types. Compiled code reaches these by abi.h's functions.
#pragma once

#include <cstddef>

#include "harness/kernel_source/runtime/abi.h"

namespace vmalock::kernel_source {

/// Each is an error that names it unless the binding has it. They may use the
/// harness as a case does; they need no FromKernel, which stands around them.
class Hooks {
 public:
  virtual ~Hooks() = default;
  virtual void* current();
  virtual void* kmem_cache_alloc(const void* cache, const vmalock_site& site);
  virtual void kmem_cache_free(const void* cache, void* object,
                               const vmalock_site& site);
  virtual void* mas_walk(const void* tree, unsigned long index, void** node,
                         const vmalock_site& site);
  virtual void mmgrab(void* mm, const vmalock_site& site);
  virtual void mmdrop(void* mm, const vmalock_site& site);
  virtual void count_event(int event, const vmalock_site& site);
};

}  // namespace vmalock::kernel_source

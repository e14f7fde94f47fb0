// SPDX-License-Identifier: MIT
// What C code calls and only the binding can do: tasks, caches, the tree, the
// life of an mm.
#pragma once

#include "harness/kernel_source/runtime/hooks.h"

namespace vmalock::kernel_source {

/// They work on the program that is active (loaded_lock.h).
Hooks& binding_hooks();

}  // namespace vmalock::kernel_source

// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Deferred frees. Read sections and grace periods are the platform's own
// (K::rcu_read_lock, K::synchronize_rcu, K::call_rcu).
#pragma once

#include "harness/platform/kernel_platform.h"

namespace vmalock::kernel {

/// Frees p after a grace period.
template <kernel_platform K, class T>
void kfree_rcu(T* p, Where where = Where::here()) {
  K::call_rcu(
      +[](T* object) { K::free(object); }, p, where);
}

}  // namespace vmalock::kernel

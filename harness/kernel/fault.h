// SPDX-License-Identifier: GPL-2.0-only OR MIT
// The page fault's side: what a reader does before it calls the lock.
#pragma once

#include "harness/kernel/err.h"
#include "harness/kernel/mm.h"

namespace vmalock::kernel {

/// vma_start_read() within an RCU read section, as every caller must do it.
/// True if the lock is held; a detached vma counts as a failure.
template <kernel_platform K, class Lock>
bool vma_read_trylock(mm_struct<K, Lock>* mm, vm_area_struct<K, Lock>* vma) {
  K::rcu_read_lock();
  const bool locked = !IS_ERR_OR_NULL(vma_start_read(mm, vma));
  K::rcu_read_unlock();
  return locked;
}

/// How often lock_vma_under_rcu() looks again after it found a vma that was
/// just detached. The kernel retries without a limit; giving up is always
/// allowed (the caller falls back to the mmap lock), so a limit loses no safety
/// and only the executions with more retries: part of every claim's bound.
inline constexpr unsigned lookup_retries = 1;

}  // namespace vmalock::kernel

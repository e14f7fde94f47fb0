// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Events that a task counts (mm/vmstat.c, CONFIG_PER_VMA_LOCK_STATS): what a
// lock did on the way to the same result. Cases observe them, so that `vmalock
// diff` tells two versions apart that differ in nothing else.
#pragma once

#include "harness/kernel/mm.h"

namespace vmalock::kernel {

/// A lookup found a detached vma, and looks again.
template <kernel_platform K, class Lock>
void count_vma_lock_miss(machine<K, Lock>* host) {
  auto& misses = current_task(host)->vma_lock_misses;
  misses.store(misses.load() + 1);
}

/// harness: a writer that detached a vma met readers that had counted
/// themselves and had to be waited for.
template <kernel_platform K, class Lock>
void count_vma_detach_wait(machine<K, Lock>* host) {
  current_task(host)->vma_detach_waits.store(true);
}

/// How many of its lookups' tries were misses, for this task.
template <kernel_platform K, class Lock>
unsigned vma_lock_misses(machine<K, Lock>* host) {
  return current_task(host)->vma_lock_misses.load();
}

template <kernel_platform K, class Lock>
bool vma_detach_waited(machine<K, Lock>* host) {
  return current_task(host)->vma_detach_waits.load();
}

}  // namespace vmalock::kernel

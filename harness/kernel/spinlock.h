// SPDX-License-Identifier: GPL-2.0-only OR MIT
// spinlock_t, as far as its users need it: one holder at a time. Waiting is one
// event, an await, and not a loop.
#pragma once

#include <optional>

#include "harness/kernel/sites.h"
#include "harness/platform/kernel_platform.h"

namespace vmalock::kernel {

/// `Lock`: the tag of the lock version, by which it can replace a step.
template <kernel_platform K, class Lock = void>
struct spinlock_t {
  explicit spinlock_t(const char* name) : locked(0, name) {}

  typename K::template shared<int> locked;
};

template <kernel_platform K, class Lock>
void spin_lock(spinlock_t<K, Lock>* lock, Where where = Where::here()) {
  lock->locked.await_update(
      [](int locked) -> std::optional<int> {
        if (locked) return std::nullopt;
        return 1;
      },
      at<"spin_lock">, where);
}

template <kernel_platform K, class Lock>
void spin_unlock(spinlock_t<K, Lock>* lock, Where where = Where::here()) {
  lock->locked.store(0, at<"spin_unlock">, where);
}

}  // namespace vmalock::kernel

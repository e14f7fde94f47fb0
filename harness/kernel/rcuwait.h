// SPDX-License-Identifier: GPL-2.0-only OR MIT
// rcuwait: one task sleeps until a condition holds, any number wake it
// (include/linux/rcuwait.h, kernel/exit.c), and the task's sleep itself.
//
//   waiter                         waker
//     task = current  (release)      change the condition
//     state = TASK_UNINTERRUPTIBLE   smp_mb
//     smp_mb                         task = rcu_dereference(w->task)
//     condition? -> done             state of task = TASK_RUNNING
//     schedule()
//
// schedule() is an await on the task's state: a lost wake-up leaves the thread
// blocked for ever, and that is an error on every platform. There is no
// ordering after the test of the condition but what the test itself has.
//
// A killable waiter also tests, in the same place, whether a signal is pending.
// The waker holds the RCU read lock: a task that ends is freed after a grace
// period.
#pragma once

#include "harness/kernel/access.h"
#include "harness/kernel/signal.h"
#include "harness/kernel/sites.h"
#include "harness/platform/kernel_platform.h"

namespace vmalock::kernel {

template <kernel_platform K, class Lock = void>
struct rcuwait {
  using task_struct = kernel::task_struct<K, Lock>;
  typename K::template shared<task_struct*> task{nullptr, "rcuwait->task"};
};

/// Sleeps as `self` until condition() is true; then 0. Or, in TASK_KILLABLE,
/// until a signal is pending; then -EINTR. At most one waiter at a time: the
/// caller serialises.
template <kernel_platform K, class Lock, class Condition>
int rcuwait_wait_event(rcuwait<K, Lock>* w, task_struct<K, Lock>* self,
                       Condition condition,
                       unsigned sleep_state = TASK_UNINTERRUPTIBLE,
                       Where where = Where::here()) {
  int error = 0;
  rcu_assign_pointer(w->task, self, at<"rcuwait_set_task">, where);
  for (;;) {
    self->state.store(sleep_state, at<"rcuwait_set_state">, where);
    K::fence(at<"rcuwait_wait_mb">, where);
    if (condition()) break;
    if (sleep_state == TASK_KILLABLE && fatal_signal_pending(self, where)) {
      error = -EINTR;
      break;
    }
    self->state.await([](unsigned state) { return state == TASK_RUNNING; },
                      at<"schedule">, where);
  }
  finish_rcuwait(w, self, where);
  return error;
}

template <kernel_platform K, class Lock>
void finish_rcuwait(rcuwait<K, Lock>* w, task_struct<K, Lock>* self,
                    Where where) {
  WRITE_ONCE(w->task, static_cast<task_struct<K, Lock>*>(nullptr),
             at<"rcuwait_finish_task">, where);
  self->state.store(TASK_RUNNING, at<"rcuwait_finish_state">, where);
}

/// Wakes the waiter, if there is one. May wake a task that does not sleep, or
/// sleeps for another reason: spurious wake-ups are legal.
template <kernel_platform K, class Lock>
void rcuwait_wake_up(rcuwait<K, Lock>* w, Where where = Where::here()) {
  K::rcu_read_lock(where);
  K::fence(at<"rcuwait_wake_mb">, where);
  auto task = rcu_dereference(w->task, at<"rcuwait_task">, where);
  if (task) {
    [[maybe_unused]] const auto through = K::through_pointer();
    wake_up_process(task, where);
  }
  K::rcu_read_unlock(where);
}

}  // namespace vmalock::kernel

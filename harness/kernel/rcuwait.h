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
//
// The kernel's waker holds the RCU read lock so that the task cannot go away.
// Tasks of a machine live as long as the machine, hence no read section here.
#pragma once

#include <cerrno>

#include "harness/kernel/access.h"
#include "harness/kernel/sites.h"
#include "harness/platform/kernel_platform.h"

namespace vmalock::kernel {

inline constexpr unsigned TASK_RUNNING = 0;
inline constexpr unsigned TASK_UNINTERRUPTIBLE = 2;
inline constexpr unsigned TASK_KILLABLE = 0x102;

template <kernel_platform K>
struct task_struct {
  typename K::template shared<unsigned> state{TASK_RUNNING, "task->__state"};
  typename K::template shared<unsigned> pending{0u, "task->pending"};
  typename K::template plain<unsigned> vma_lock_misses{0u, "VMA_LOCK_MISS"};
  typename K::template plain<bool> vma_detach_waits{false, "detach waits"};
};

template <kernel_platform K>
struct rcuwait {
  typename K::template shared<task_struct<K>*> task{nullptr, "rcuwait->task"};
};

/// A fatal signal is for this task. One that does not kill is none here.
template <kernel_platform K>
bool fatal_signal_pending(const task_struct<K>* task,
                          Where where = Where::here()) {
  auto pending = READ_ONCE(task->pending, at<"signal_pending">, where);
  return pending == 1;
}

/// Sends SIGKILL.
template <kernel_platform K>
void send_sigkill(task_struct<K>* task, Where where = Where::here()) {
  WRITE_ONCE(task->pending, 1u, at<"send_signal">, where);
  K::fence(at<"signal_mb">, where);
  task->state.store(TASK_RUNNING, at<"wake_up_process">, where);
}

/// Sleeps as `self` until condition() is true; then 0. Or, in TASK_KILLABLE,
/// until a signal is pending; then -EINTR. At most one waiter at a time: the
/// caller serialises.
template <kernel_platform K, class Condition>
int rcuwait_wait_event(rcuwait<K>* w, task_struct<K>* self, Condition condition,
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
  WRITE_ONCE(w->task, static_cast<task_struct<K>*>(nullptr),
             at<"rcuwait_finish_task">, where);
  self->state.store(TASK_RUNNING, at<"rcuwait_finish_state">, where);
  return error;
}

/// Wakes the waiter, if there is one. May wake a task that does not sleep, or
/// sleeps for another reason: spurious wake-ups are legal.
template <kernel_platform K>
void rcuwait_wake_up(rcuwait<K>* w, Where where = Where::here()) {
  K::fence(at<"rcuwait_wake_mb">, where);
  auto task = rcu_dereference(w->task, at<"rcuwait_task">, where);
  if (task) task->state.store(TASK_RUNNING, at<"wake_up_process">, where);
}

}  // namespace vmalock::kernel

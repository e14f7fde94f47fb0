// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Tasks, fatal signals, and the sleeps that they end (include/linux/sched.h,
// kernel/signal.c).
//
//   sender                              killable sleeper
//     pending = 1                         state = TASK_KILLABLE, or on a list
//     smp_mb                              smp_mb
//     wakes the task                      pending? -> -EINTR, else sleeps
//
// The sender finds a task that waits for an rw_semaphore by `blocked_on`, and
// wakes it there: in the kernel both sleeps are one, by the task's state.
#pragma once

#include <cerrno>

#include "harness/kernel/access.h"
#include "harness/kernel/rwsem.h"
#include "harness/kernel/sites.h"
#include "harness/platform/kernel_platform.h"

namespace vmalock::kernel {

inline constexpr unsigned TASK_RUNNING = 0;
inline constexpr unsigned TASK_UNINTERRUPTIBLE = 2;
inline constexpr unsigned TASK_KILLABLE = 0x102;

template <kernel_platform K, class Lock = void>
struct task_struct {
  typename K::template shared<unsigned> state{TASK_RUNNING, "task->__state"};
  typename K::template shared<unsigned> pending{0u, "task->pending"};
  typename K::template shared<rw_semaphore<K, Lock>*> blocked_on{
      nullptr, "task->blocked_on"};
  typename K::template plain<unsigned> vma_lock_misses{0u, "VMA_LOCK_MISS"};
  typename K::template plain<bool> vma_detach_waits{false, "detach waits"};
};

/// A fatal signal is for this task. One that does not kill is none here.
template <kernel_platform K, class Lock>
bool fatal_signal_pending(const task_struct<K, Lock>* task,
                          Where where = Where::here()) {
  auto pending = READ_ONCE(task->pending, at<"signal_pending">, where);
  return pending == 1;
}

template <kernel_platform K, class Lock>
void wake_up_process(task_struct<K, Lock>* task, Where where = Where::here()) {
  task->state.store(TASK_RUNNING, at<"wake_up_process">, where);
}

/// Wakes a sleeper whom a fatal signal may end, wherever it sleeps.
template <kernel_platform K, class Lock>
void signal_wake_up(task_struct<K, Lock>* task, unsigned index,
                    Where where = Where::here()) {
  wake_up_process(task, where);
  auto sem = READ_ONCE(task->blocked_on, at<"signal_blocked_on">, where);
  if (!sem) return;
  sem->count.update(
      [index](rwsem_word w) -> std::optional<rwsem_word> {
        const rwsem_word next =
            rwsem_flag_waiter(w, index, rwsem_waiter::is_killed);
        if (next == w) return std::nullopt;
        return next;
      },
      at<"signal_wake_waiter">, where);
}

/// Sends SIGKILL to the task of thread `thread`.
template <kernel_platform K, class Lock>
void send_sigkill(task_struct<K, Lock>* task, unsigned thread,
                  Where where = Where::here()) {
  WRITE_ONCE(task->pending, 1u, at<"send_signal">, where);
  K::fence(at<"signal_mb">, where);
  signal_wake_up(task, thread + 1, where);
}

/// The sleep of a killable waiter that is on the list already. `wait` as
/// rwsem_read_wait() and rwsem_write_wait(). 0 or -EINTR.
template <kernel_platform K, class Lock, class Wait>
int rwsem_wait_killable(rw_semaphore<K, Lock>* sem, task_struct<K, Lock>* self,
                        Wait wait, Where where) {
  WRITE_ONCE(self->blocked_on, sem, at<"set_blocked_on">, where);
  K::fence(at<"blocked_on_mb">, where);
  /* A signal that came before blocked_on was set woke nobody. */
  const bool left = fatal_signal_pending(self, where) &&
                    rwsem_leave(sem, rwsem_task<K>(), where);
  const bool held = !left && wait(sem, where);
  WRITE_ONCE(self->blocked_on, static_cast<rw_semaphore<K, Lock>*>(nullptr),
             at<"set_blocked_on">, where);
  return held ? 0 : -EINTR;
}

/// 0 with the lock held; -EINTR without it: a fatal signal ended the wait.
template <kernel_platform K, class Lock>
int down_read_killable(rw_semaphore<K, Lock>* sem, task_struct<K, Lock>* self,
                       Where where = Where::here()) {
  if (rwsem_arrive_read(sem, where)) return 0;
  return rwsem_wait_killable(
      sem, self, [](auto* s, Where at) { return rwsem_read_wait(s, at); },
      where);
}

template <kernel_platform K, class Lock>
int down_write_killable(rw_semaphore<K, Lock>* sem, task_struct<K, Lock>* self,
                        Where where = Where::here()) {
  if (!rwsem_arrive_write(sem, where)) {
    const int error = rwsem_wait_killable(
        sem, self, [](auto* s, Where at) { return rwsem_write_wait(s, at); },
        where);
    if (error) return error;
  }
  sem->owner.store(rwsem_self<K>(), where);
  return 0;
}

}  // namespace vmalock::kernel

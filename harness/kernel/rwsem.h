// SPDX-License-Identifier: GPL-2.0-only OR MIT
// rw_semaphore: the kernel's sleeping reader-writer lock
// (kernel/locking/rwsem.c).
//
// As the kernel's: readers do not overtake waiters. A reader that finds waiters
// queues behind them, unless nobody holds the lock at this moment: then it may
// steal it, and the readers of the list come in with it. With readers inside it
// always queues, so that a thread that takes the lock twice for read hangs if a
// writer came between. A writer may steal a lock that nobody holds, too. A
// trylock fails on waiters. The last holder wakes the first waiter: if that is
// a reader, all readers of the list, which hold the lock then; if it is a
// writer, that one, which then has to take it. A downgrade wakes readers only.
// An unlock looks at the list *after* the RMW that released the lock, which
// must therefore outlive up_read().
//
// The handoff bit, by which a waiter of four milliseconds forbids stealing, is
// the choice whether an arrival that could steal does. Left out: spinning,
// which is stealing; the hint in `owner` by which a reader tells readers inside
// from none, stale at times; and the reader's transient count, which only makes
// writers' trylocks fail.
#pragma once

#include <cerrno>
#include <optional>

#include "harness/kernel/rwsem_word.h"
#include "harness/kernel/sites.h"
#include "harness/platform/kernel_platform.h"

namespace vmalock::kernel {

/// `Lock`: the tag of the lock version, by which it can replace a step.
template <kernel_platform K, class Lock = void>
struct rw_semaphore {
  explicit rw_semaphore(const char* name) : count(0, name), owner(0, "owner") {}

  typename K::template shared<rwsem_word> count;
  typename K::template plain<unsigned> owner;  ///< the writer, as rwsem_self()
};

/// `current`, as the owner field holds it. Never 0: main_thread may be ~0u.
template <kernel_platform K>
unsigned rwsem_self() {
  const unsigned self = K::thread_index();
  return self == K::main_thread ? ~0u : self + 1;
}

/// `current`, as the wait list holds it.
template <kernel_platform K>
unsigned rwsem_task() {
  return rwsem_self<K>() & 0xff;
}

/// What rwsem_mark_wake() makes of the lock: WAKE_ANY, or, for a lock that is
/// held for read, WAKE_READ_OWNED.
template <kernel_platform K, class Lock>
rwsem_word rwsem_mark_wake(const rw_semaphore<K, Lock>*, rwsem_word w) {
  if (!rwsem_waiters(w) || rwsem_writer(w)) return w;
  if (!rwsem_first_waiter(w).writer()) return rwsem_grant_readers(w);
  return rwsem_readers(w) ? w : w | RWSEM_WOKEN;
}

/// What a releasing thread does when its RMW saw waiters. Not inlined, so
/// that the unlock is: a place to wake from is prepared for waiters only.
/// The kernel takes the list's spinlock, whose loop ends by what it reads.
template <kernel_platform K, class Lock>
[[gnu::noinline, gnu::cold]] void rwsem_wake(rw_semaphore<K, Lock>* sem,
                                             Where where) {
  (void)K::loop_ends(sem->count.update(
      [sem](rwsem_word w) -> std::optional<rwsem_word> {
        const rwsem_word next = rwsem_mark_wake(sem, w);
        if (next == w) return std::nullopt;
        return next;
      },
      at<"rwsem_wake">, where));
}

/// A reader may come in without a look at the list.
template <kernel_platform K, class Lock>
bool rwsem_read_fast(const rw_semaphore<K, Lock>*, rwsem_word w) {
  return !rwsem_writer(w) && !rwsem_waiters(w);
}

template <kernel_platform K, class Lock>
bool down_read_trylock(rw_semaphore<K, Lock>* sem,
                       Where where = Where::here()) {
  return K::loop_ends(sem->count.update(
                          [](rwsem_word w) -> std::optional<rwsem_word> {
                            if (rwsem_writer(w) || rwsem_waiters(w))
                              return std::nullopt;
                            return w + RWSEM_READER_BIAS;
                          },
                          at<"down_read_trylock">, where))
      .done;
}

/// One step of an arrival: nothing while it would have to know whether it may
/// steal (`steal` is empty), or while the list is full.
template <kernel_platform K, class Lock>
std::optional<rwsem_word> rwsem_read_arrive(const rw_semaphore<K, Lock>* sem,
                                            rwsem_word w, unsigned task,
                                            std::optional<bool> steal) {
  if (rwsem_read_fast(sem, w)) return w + RWSEM_READER_BIAS;
  if (!rwsem_free(w)) return rwsem_add_waiter(w, task, 0);
  if (!steal) return std::nullopt;
  if (*steal) return rwsem_mark_wake(sem, w + RWSEM_READER_BIAS);
  const auto queued = rwsem_add_waiter(w, task, 0);
  if (!queued) return std::nullopt;
  return rwsem_mark_wake(sem, *queued);
}

template <kernel_platform K, class Lock>
std::optional<rwsem_word> rwsem_write_arrive(const rw_semaphore<K, Lock>* sem,
                                             rwsem_word w, unsigned task,
                                             std::optional<bool> steal) {
  if (w == 0) return RWSEM_WRITER_LOCKED;
  if (!rwsem_free(w)) return rwsem_add_waiter(w, task, rwsem_waiter::is_writer);
  if (!steal) return std::nullopt;
  if (*steal) return w | RWSEM_WRITER_LOCKED;
  const auto queued = rwsem_add_waiter(w, task, rwsem_waiter::is_writer);
  if (!queued) return std::nullopt;
  return rwsem_mark_wake(sem, *queued);
}

/// Takes the lock or queues. True if the lock is held.
template <kernel_platform K, class Lock, class Arrive, ordering_source Site>
bool rwsem_arrive(rw_semaphore<K, Lock>* sem, Arrive arrive, Site site,
                  Where where) {
  const unsigned task = rwsem_task<K>();
  // Whoever fails waits below, and what follows is ordered after that.
  const auto first = K::loop_ends(sem->count.update(
      [=](rwsem_word w) { return arrive(w, task, std::nullopt); }, site,
      where));
  if (first.done) [[likely]]
    return !rwsem_waits(*arrive(first.old, task, std::nullopt), task);
  const std::optional<bool> steal = K::choose(2) == 0;
  const rwsem_word old = sem->count.await_update(
      [=](rwsem_word w) { return arrive(w, task, steal); }, site, where);
  return !rwsem_waits(*arrive(old, task, steal), task);
}

/// A waiter whose signal came leaves the list, and wakes who is first then. A
/// reader that holds the lock by now stays. True if it left.
template <kernel_platform K, class Lock>
bool rwsem_leave(rw_semaphore<K, Lock>* sem, unsigned task, Where where) {
  return K::loop_ends(sem->count.update(
                          [=](rwsem_word w) -> std::optional<rwsem_word> {
                            const auto place = rwsem_find(w, task);
                            if (!place) return std::nullopt;
                            return rwsem_mark_wake(sem,
                                                   rwsem_del_waiter(w, *place));
                          },
                          at<"rwsem_del_waiter">, where))
      .done;
}

/// Sleeps until a waker has given the lock to this reader. False if a signal
/// ended the wait.
template <kernel_platform K, class Lock>
bool rwsem_read_wait(rw_semaphore<K, Lock>* sem, Where where) {
  const unsigned task = rwsem_task<K>();
  const rwsem_word now = sem->count.await(
      [=](rwsem_word w) {
        return !rwsem_waits(w, task) || rwsem_killed(w, task);
      },
      at<"down_read_slow">, where);
  return !rwsem_waits(now, task) || !rwsem_leave(sem, task, where);
}

/// What a writer on the list does: the first one takes the lock if nobody holds
/// it; if it is asleep, once it is woken. One that was killed leaves.
template <kernel_platform K, class Lock>
std::optional<rwsem_word> rwsem_try_write_lock(const rw_semaphore<K, Lock>* sem,
                                               rwsem_word w, unsigned task,
                                               bool asleep) {
  const auto place = rwsem_find(w, task);
  if (!place) return std::nullopt;
  if (*place == 0 && (!asleep || w & RWSEM_WOKEN) && rwsem_free(w))
    return rwsem_del_waiter(w, 0) | RWSEM_WRITER_LOCKED;
  if (rwsem_killed(w, task))
    return rwsem_mark_wake(sem, rwsem_del_waiter(w, *place));
  return std::nullopt;
}

/// Sleeps until the lock is taken. False if a signal ended the wait. A writer
/// looks once more before it sleeps, and may take the lock between a release
/// and its wake-up: both are explored, in one event.
template <kernel_platform K, class Lock>
bool rwsem_write_wait(rw_semaphore<K, Lock>* sem, Where where) {
  const unsigned task = rwsem_task<K>();
  const bool asleep = K::choose(2) == 0;
  const rwsem_word old = sem->count.await_update(
      [=](rwsem_word w) { return rwsem_try_write_lock(sem, w, task, asleep); },
      at<"down_write_slow">, where);
  return rwsem_writer(*rwsem_try_write_lock(sem, old, task, asleep));
}

template <kernel_platform K, class Lock>
bool rwsem_arrive_read(rw_semaphore<K, Lock>* sem, Where where) {
  return rwsem_arrive(
      sem,
      [sem](rwsem_word w, unsigned task, std::optional<bool> steal) {
        return rwsem_read_arrive(sem, w, task, steal);
      },
      at<"down_read">, where);
}

template <kernel_platform K, class Lock>
bool rwsem_arrive_write(rw_semaphore<K, Lock>* sem, Where where) {
  return rwsem_arrive(
      sem,
      [sem](rwsem_word w, unsigned task, std::optional<bool> steal) {
        return rwsem_write_arrive(sem, w, task, steal);
      },
      at<"down_write">, where);
}

template <kernel_platform K, class Lock>
void down_read(rw_semaphore<K, Lock>* sem, Where where = Where::here()) {
  if (!rwsem_arrive_read(sem, where)) [[unlikely]]
    rwsem_read_wait(sem, where);
}

template <kernel_platform K, class Lock>
void down_write(rw_semaphore<K, Lock>* sem, Where where = Where::here()) {
  if (!rwsem_arrive_write(sem, where)) [[unlikely]]
    rwsem_write_wait(sem, where);
  sem->owner.store(rwsem_self<K>(), where);
}

/// Inlined, as the kernel's compilers do it: `where` is only for who is told.
template <kernel_platform K, class Lock>
[[gnu::always_inline]] inline void up_read(rw_semaphore<K, Lock>* sem,
                                           Where where = Where::here()) {
  const rwsem_word old =
      sem->count.fetch_sub(RWSEM_READER_BIAS, at<"up_read">, where);
  if (!rwsem_readers(old)) [[unlikely]]
    K::misuse("up_read: no reader holds the lock", where);
  // A copy of `where`, or clang writes it to the stack on the way here, too.
  if (rwsem_waiters(old) && rwsem_free(old - RWSEM_READER_BIAS)) [[unlikely]]
    rwsem_wake(sem, Where{where.file, where.function, where.line});
}

template <kernel_platform K, class Lock>
void rwsem_assert_held_write(rw_semaphore<K, Lock>* sem,
                             Where where = Where::here()) {
  if (sem->owner.load(where) != rwsem_self<K>()) [[unlikely]]
    K::misuse("the caller does not hold this lock for write", where);
}

template <kernel_platform K, class Lock>
void up_write(rw_semaphore<K, Lock>* sem, Where where = Where::here()) {
  rwsem_assert_held_write(sem, where);
  sem->owner.store(0, where);
  const rwsem_word old =
      sem->count.fetch_sub(RWSEM_WRITER_LOCKED, at<"up_write">, where);
  if (rwsem_waiters(old)) [[unlikely]]
    rwsem_wake(sem, where);
}

template <kernel_platform K, class Lock>
void downgrade_write(rw_semaphore<K, Lock>* sem, Where where = Where::here()) {
  rwsem_assert_held_write(sem, where);
  sem->owner.store(0, where);
  const rwsem_word old = sem->count.fetch_add(
      RWSEM_READER_BIAS - RWSEM_WRITER_LOCKED, at<"downgrade_write">, where);
  if (rwsem_waiters(old)) [[unlikely]]
    rwsem_wake(sem, where);
}

/// By anybody: without lockdep the kernel cannot ask "by me" either.
template <kernel_platform K, class Lock>
bool rwsem_is_locked(const rw_semaphore<K, Lock>* sem,
                     Where where = Where::here()) {
  return sem->count.load(at<"rwsem_is_locked">, where) != 0;
}

}  // namespace vmalock::kernel

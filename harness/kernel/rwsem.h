// rw_semaphore: the kernel's sleeping reader-writer lock (kernel/locking/
// rwsem.c), reduced to what callers can see.
//
//   count   bit 0        a writer holds the lock
//           bits 1 … 7   threads on the wait list (the kernel's WAITERS flag
//                        and the length of its list in one)
//           bits 8 …     readers that hold the lock
//   owner   the writer, as rwsem_set_owner() records it
//
// Kept: a trylock fails on a writer and on waiters (a waiting writer is not
// starved by readers); a sleeper is on the list before it sleeps; an unlock
// that sees waiters looks at the lock again *after* the RMW that released it,
// so the lock must outlive up_read(). Left out: who is woken first. A woken
// thread takes whatever the count allows, so more schedules exist than in the
// kernel.
#pragma once

#include <optional>

#include "harness/kernel/sites.h"
#include "harness/platform/kernel_platform.h"

namespace vmalock::kernel {

inline constexpr long RWSEM_WRITER_LOCKED = 1;
inline constexpr long RWSEM_WAITER_BIAS = 1 << 1;
inline constexpr long RWSEM_READER_BIAS = 1 << 8;
inline constexpr long RWSEM_WAITERS_MASK = 0xfe;

constexpr bool rwsem_readers(long count) { return count >= RWSEM_READER_BIAS; }
constexpr bool rwsem_writer(long count) { return count & RWSEM_WRITER_LOCKED; }
constexpr bool rwsem_waiters(long count) { return count & RWSEM_WAITERS_MASK; }

template <kernel_platform K>
struct rw_semaphore {
  explicit rw_semaphore(const char* name)
      : count(0, name), owner(0, "owner"), wait_list(0, "wait_list") {}

  typename K::template shared<long> count;
  typename K::template plain<unsigned> owner;  ///< thread index + 1
  /// Who waits is in the count: of the list only its memory matters.
  typename K::template shared<unsigned> wait_list;
};

/// `current`, as the owner field holds it. Never 0: main_thread may be ~0u.
template <kernel_platform K>
unsigned rwsem_self() {
  const unsigned self = K::thread_index();
  return self == K::main_thread ? ~0u : self + 1;
}

template <kernel_platform K>
bool down_read_trylock(rw_semaphore<K>* sem, Where where = Where::here()) {
  return sem->count
      .update(
          [](long count) -> std::optional<long> {
            if (rwsem_writer(count) || rwsem_waiters(count))
              return std::nullopt;
            return count + RWSEM_READER_BIAS;
          },
          at<"down_read_trylock">, where)
      .done;
}

template <kernel_platform K>
void down_read(rw_semaphore<K>* sem, Where where = Where::here()) {
  const auto fast = sem->count.update(
      [](long count) -> std::optional<long> {
        if (rwsem_writer(count) || rwsem_waiters(count)) return std::nullopt;
        return count + RWSEM_READER_BIAS;
      },
      at<"down_read">, where);
  if (fast.done) [[likely]]
    return;
  sem->count.fetch_add(RWSEM_WAITER_BIAS, at<"rwsem_add_waiter">, where);
  sem->count.await_update(
      [](long count) -> std::optional<long> {
        if (rwsem_writer(count)) return std::nullopt;
        return count - RWSEM_WAITER_BIAS + RWSEM_READER_BIAS;
      },
      at<"down_read_slow">, where);
}

template <kernel_platform K>
void down_write(rw_semaphore<K>* sem, Where where = Where::here()) {
  const auto fast = sem->count.update(
      [](long count) -> std::optional<long> {
        if (count != 0) return std::nullopt;
        return RWSEM_WRITER_LOCKED;
      },
      at<"down_write">, where);
  if (!fast.done) [[unlikely]] {
    sem->count.fetch_add(RWSEM_WAITER_BIAS, at<"rwsem_add_waiter">, where);
    sem->count.await_update(
        [](long count) -> std::optional<long> {
          if (rwsem_writer(count) || rwsem_readers(count)) return std::nullopt;
          return count - RWSEM_WAITER_BIAS + RWSEM_WRITER_LOCKED;
        },
        at<"down_write_slow">, where);
  }
  sem->owner.store(rwsem_self<K>(), where);
}

/// What a releasing thread does when its RMW saw waiters: it works on the wait
/// list of a lock that another thread may own, or free, by now. That a sleeper
/// runs again when the count allows it is the platform's await. Not a read of
/// the count: its values would not matter, and each be an execution of its own.
template <kernel_platform K>
void rwsem_wake(rw_semaphore<K>* sem, Where where) {
  (void)sem->wait_list.load(at<"rwsem_wake">, where);
}

template <kernel_platform K>
void up_read(rw_semaphore<K>* sem, Where where = Where::here()) {
  const long old =
      sem->count.fetch_sub(RWSEM_READER_BIAS, at<"up_read">, where);
  if (!rwsem_readers(old)) [[unlikely]]
    K::misuse("up_read: no reader holds the lock", where);
  if (rwsem_waiters(old)) [[unlikely]]
    rwsem_wake(sem, where);
}

template <kernel_platform K>
void rwsem_assert_held_write(rw_semaphore<K>* sem,
                             Where where = Where::here()) {
  if (sem->owner.load(where) != rwsem_self<K>()) [[unlikely]]
    K::misuse("the caller does not hold this lock for write", where);
}

template <kernel_platform K>
void up_write(rw_semaphore<K>* sem, Where where = Where::here()) {
  rwsem_assert_held_write(sem, where);
  sem->owner.store(0, where);
  const long old =
      sem->count.fetch_sub(RWSEM_WRITER_LOCKED, at<"up_write">, where);
  if (rwsem_waiters(old)) [[unlikely]]
    rwsem_wake(sem, where);
}

template <kernel_platform K>
void downgrade_write(rw_semaphore<K>* sem, Where where = Where::here()) {
  rwsem_assert_held_write(sem, where);
  sem->owner.store(0, where);
  const long old = sem->count.fetch_add(RWSEM_READER_BIAS - RWSEM_WRITER_LOCKED,
                                        at<"downgrade_write">, where);
  if (rwsem_waiters(old)) [[unlikely]]
    rwsem_wake(sem, where);
}

/// By anybody: without lockdep the kernel cannot ask "by me" either.
template <kernel_platform K>
bool rwsem_is_locked(const rw_semaphore<K>* sem, Where where = Where::here()) {
  return sem->count.load(at<"rwsem_is_locked">, where) != 0;
}

}  // namespace vmalock::kernel

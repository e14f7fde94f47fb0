// SPDX-License-Identifier: GPL-2.0-only OR MIT
// mmap_lock and the hooks by which a lock version ties its sequence number to
// it (include/linux/mmap_lock.h).
//
//   mm_lock_seqcount_begin(mm)  after the lock is taken for write; none before
//                               6.14
//   vma_end_write_all(mm)       before the write lock is given up or
//   downgraded:
//                               ends all VMA write locks of the mm at once
//
// A version defines what it has, constrained on its tag; a more constrained
// overload wins over the ones here.
#pragma once

#include <optional>

#include "harness/kernel/mm.h"

namespace vmalock::kernel {

/// Each task writes and reads its own note only, so that an assertion is never
/// one more way in which executions differ (a read of the lock's count is).
template <kernel_platform K, class Lock>
void lockdep_note(mm_struct<K, Lock>* mm, bool held) {
  mm->mmap_holds[current_index<K>()].held.store(held);
}

template <kernel_platform K, class Lock>
void mm_lock_seqcount_begin(mm_struct<K, Lock>*) {}

template <kernel_platform K, class Lock>
void mmap_write_lock(mm_struct<K, Lock>* mm) {
  down_write(&mm->mmap_lock);
  lockdep_note(mm, true);
  mm_lock_seqcount_begin(mm);
}

/// -EINTR, and nothing is locked, if a fatal signal ends the wait.
template <kernel_platform K, class Lock>
int mmap_write_lock_killable(mm_struct<K, Lock>* mm) {
  const int error = down_write_killable(&mm->mmap_lock, current_task(mm->host));
  if (error) return error;
  lockdep_note(mm, true);
  mm_lock_seqcount_begin(mm);
  return 0;
}

template <kernel_platform K, class Lock>
void mmap_write_unlock(mm_struct<K, Lock>* mm) {
  vma_end_write_all(mm);
  lockdep_note(mm, false);
  up_write(&mm->mmap_lock);
}

template <kernel_platform K, class Lock>
void mmap_write_downgrade(mm_struct<K, Lock>* mm) {
  vma_end_write_all(mm);
  downgrade_write(&mm->mmap_lock);
}

template <kernel_platform K, class Lock>
void mmap_read_lock(mm_struct<K, Lock>* mm) {
  down_read(&mm->mmap_lock);
  lockdep_note(mm, true);
}

template <kernel_platform K, class Lock>
int mmap_read_lock_killable(mm_struct<K, Lock>* mm) {
  const int error = down_read_killable(&mm->mmap_lock, current_task(mm->host));
  if (!error) lockdep_note(mm, true);
  return error;
}

template <kernel_platform K, class Lock>
bool mmap_read_trylock(mm_struct<K, Lock>* mm) {
  const bool taken = down_read_trylock(&mm->mmap_lock);
  if (taken) lockdep_note(mm, true);
  return taken;
}

template <kernel_platform K, class Lock>
void mmap_read_unlock(mm_struct<K, Lock>* mm) {
  lockdep_note(mm, false);
  up_read(&mm->mmap_lock);
}

/// Speculation: work without any lock, and ask afterwards whether a writer of
/// the mm was there meanwhile. The sequence number that was read, or nothing
/// if a writer is there now; a version that has no speculation always refuses.
template <kernel_platform K, class Lock>
std::optional<unsigned> mmap_lock_speculate_try_begin(mm_struct<K, Lock>*) {
  return std::nullopt;
}

/// harness: whether this version has speculation.
template <kernel_platform K, class Lock>
bool mmap_lock_can_speculate(mm_struct<K, Lock>*) {
  return false;
}

/// harness: as if so many write sections had gone by, before the threads start.
/// False, and nothing is done, if the version counts none.
template <kernel_platform K, class Lock>
bool mmap_lock_advance(mm_struct<K, Lock>*, unsigned /*sections*/) {
  return false;
}

/// True if what was read since try_begin may be wrong.
template <kernel_platform K, class Lock>
bool mmap_lock_speculate_retry(mm_struct<K, Lock>*, auto /*seq*/) {
  return true;
}

/// Locks of all vmas' reverse mappings, which a caller that holds the mmap
/// write lock takes and drops within its section. They say nothing about vma
/// write locks; a version that ends those here has bug B-9.
template <kernel_platform K, class Lock>
void mm_drop_all_locks(mm_struct<K, Lock>* mm) {
  mmap_assert_write_locked(mm);
}

/// By the caller, for read or write: what a kernel with lockdep asks.
template <kernel_platform K, class Lock>
void mmap_assert_locked(mm_struct<K, Lock>* mm) {
  if (!mm->mmap_holds[current_index<K>()].held.load()) [[unlikely]]
    K::misuse("the caller does not hold the mmap lock");
}

/// By the caller.
template <kernel_platform K, class Lock>
void mmap_assert_write_locked(mm_struct<K, Lock>* mm) {
  rwsem_assert_held_write(&mm->mmap_lock);
}

}  // namespace vmalock::kernel

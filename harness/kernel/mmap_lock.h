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

#include "harness/kernel/mm.h"

namespace vmalock::kernel {

template <kernel_platform K, class Lock>
void mm_lock_seqcount_begin(mm_struct<K, Lock>*) {}

template <kernel_platform K, class Lock>
void mmap_write_lock(mm_struct<K, Lock>* mm) {
  down_write(&mm->mmap_lock);
  mm_lock_seqcount_begin(mm);
}

template <kernel_platform K, class Lock>
void mmap_write_unlock(mm_struct<K, Lock>* mm) {
  vma_end_write_all(mm);
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
}

template <kernel_platform K, class Lock>
bool mmap_read_trylock(mm_struct<K, Lock>* mm) {
  return down_read_trylock(&mm->mmap_lock);
}

template <kernel_platform K, class Lock>
void mmap_read_unlock(mm_struct<K, Lock>* mm) {
  up_read(&mm->mmap_lock);
}

/// By anybody, for read or write.
template <kernel_platform K, class Lock>
void mmap_assert_locked(mm_struct<K, Lock>* mm) {
  if (!rwsem_is_locked(&mm->mmap_lock)) K::misuse("mmap_lock is not held");
}

/// By the caller.
template <kernel_platform K, class Lock>
void mmap_assert_write_locked(mm_struct<K, Lock>* mm) {
  rwsem_assert_held_write(&mm->mmap_lock);
}

}  // namespace vmalock::kernel

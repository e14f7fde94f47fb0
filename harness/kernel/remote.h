// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Users that hold more than one thing, or no user of the mm: the order of
// locks, and what must not be looked at without one.
#pragma once

#include "harness/kernel/fault.h"
#include "harness/kernel/mm.h"
#include "harness/kernel/mmap_lock.h"
#include "harness/kernel/rcu.h"
#include "harness/kernel/vma.h"

namespace vmalock::kernel {

/// Kernel code touches user memory: its faults take the mmap lock, not the vma
/// lock. False if nothing is mapped there.
template <kernel_platform K, class Lock>
bool copy_from_user(mm_struct<K, Lock>* mm, unsigned long address) {
  mmap_read_lock(mm);
  const bool mapped = mas_find(&mm->mm_mt, address) != nullptr;
  mmap_read_unlock(mm);
  return mapped;
}

/// Return from a signal handler with a shadow stack (x86): is the page a shadow
/// stack's? Then the frame is read, which may fault, and so not under the mmap
/// lock (9874b2917b9f).
template <kernel_platform K, class Lock>
bool shstk_pop_sigframe(mm_struct<K, Lock>* mm, unsigned long address) {
  mmap_read_lock(mm);
  const bool mapped = mas_find(&mm->mm_mt, address) != nullptr;
  mmap_read_unlock(mm);
  return mapped && copy_from_user(mm, address);
}

/// A file: what of it the order of locks needs.
template <kernel_platform K, class Lock>
struct inode {
  rw_semaphore<K, Lock> i_rwsem{"i_rwsem"};
  typename K::template plain<unsigned long> i_size{0ul, "i_size"};
};

/// write(2): copies from user memory under the inode lock, which therefore
/// comes before the mmap lock.
template <kernel_platform K, class Lock>
void generic_file_write(mm_struct<K, Lock>* mm, inode<K, Lock>* file,
                        unsigned long address) {
  down_write(&file->i_rwsem);
  copy_from_user(mm, address);
  file->i_size.store(file->i_size.load() + 1);
  up_write(&file->i_rwsem);
}

/// msync(2): finds the file under the mmap lock, and lets go of that before it
/// takes the inode lock.
template <kernel_platform K, class Lock>
unsigned long msync_range(mm_struct<K, Lock>* mm, inode<K, Lock>* file,
                          unsigned long address) {
  mmap_read_lock(mm);
  (void)mas_find(&mm->mm_mt, address);
  mmap_read_unlock(mm);
  return vfs_fsync(file);
}

template <kernel_platform K, class Lock>
unsigned long vfs_fsync(inode<K, Lock>* file) {
  down_write(&file->i_rwsem);
  const unsigned long size = file->i_size.load();
  up_write(&file->i_rwsem);
  return size;
}

/// Looks into an address space that the caller does not live in (/proc/PID/mem,
/// ptrace): who holds mm_count only must become a user first. -1 if the last
/// user is gone; else whether a vma is there.
template <kernel_platform K, class Lock>
int access_remote_vm(mm_struct<K, Lock>* mm, unsigned long address) {
  if (!access_remote_begin(mm)) return -1;
  auto vma = lock_vma_under_rcu(mm, address);
  const bool found = vma != nullptr;
  if (vma) {
    (void)vma->vm_flags.load();
    vma_end_read(vma);
  }
  access_remote_end(mm);
  return found;
}

template <kernel_platform K, class Lock>
bool access_remote_begin(mm_struct<K, Lock>* mm) {
  return mmget_not_zero(mm);
}

template <kernel_platform K, class Lock>
void access_remote_end(mm_struct<K, Lock>* mm) {
  mmput(mm);
}

/// userfaultfd's move between two vmas. 0 with both locked for read.
template <kernel_platform K, class Lock>
struct uffd_move {
  vm_area_struct<K, Lock>* dst = nullptr;
  vm_area_struct<K, Lock>* src = nullptr;
};

/// Both under the mmap lock, where only the limit of readers can refuse.
template <kernel_platform K, class Lock>
bool uffd_move_lock_both(mm_struct<K, Lock>* mm, unsigned long dst,
                         unsigned long src, uffd_move<K, Lock>* move) {
  mmap_read_lock(mm);
  move->dst = mas_find(&mm->mm_mt, dst);
  move->src = mas_find(&mm->mm_mt, src);
  bool locked = move->dst && move->src && vma_start_read_locked(move->dst);
  if (locked && move->src != move->dst && !vma_start_read_locked(move->src)) {
    vma_end_read(move->dst);
    locked = false;
  }
  mmap_read_unlock(mm);
  return locked;
}

/// The second vma is only tried: who waits for the mmap lock with the first one
/// locked hangs with a writer that waits for that one. So both are let go of
/// and taken under the mmap lock.
template <kernel_platform K, class Lock>
bool uffd_move_lock(mm_struct<K, Lock>* mm, unsigned long dst,
                    unsigned long src, uffd_move<K, Lock>* move) {
  move->dst = lock_vma_under_rcu(mm, dst);
  if (!move->dst) return uffd_move_lock_both(mm, dst, src, move);
  if (src >= move->dst->vm_start.load() && src < move->dst->vm_end.load()) {
    move->src = move->dst;
    return true;
  }
  return uffd_move_lock_src(mm, dst, src, move);
}

template <kernel_platform K, class Lock>
bool uffd_move_lock_src(mm_struct<K, Lock>* mm, unsigned long dst,
                        unsigned long src, uffd_move<K, Lock>* move) {
  move->src = lock_vma_under_rcu(mm, src);
  if (move->src) return true;
  vma_end_read(move->dst);
  return uffd_move_lock_both(mm, dst, src, move);
}

template <kernel_platform K, class Lock>
void uffd_move_unlock(uffd_move<K, Lock>* move) {
  vma_end_read(move->src);
  if (move->dst != move->src) vma_end_read(move->dst);
}

/// What a probed instruction leads to: found by speculation, so it is freed
/// after a grace period.
template <kernel_platform K, class Lock>
struct uprobe {
  typename K::template plain<unsigned long> offset{0ul, "uprobe->offset"};
};

/// Where a mapping's file offset and probe are found. Read without a lock, so
/// marked.
template <kernel_platform K, class Lock>
struct uprobe_site {
  typename K::template shared<uprobe<K, Lock>*> probe{nullptr, "probe"};
  typename K::template shared<unsigned long> offset{0ul, "vm_pgoff"};
};

/// Under the mmap write lock: the mapping moves in its file, and has another
/// probe.
template <kernel_platform K, class Lock>
void uprobe_replace(mm_struct<K, Lock>* mm, uprobe_site<K, Lock>* site,
                    unsigned long offset) {
  auto made = K::template alloc<uprobe<K, Lock>>();
  made->offset.store(offset);
  mmap_assert_write_locked(mm);
  auto old = site->probe.load(at<"uprobe_old">);
  WRITE_ONCE(site->offset, offset, at<"uprobe_set_offset">);
  rcu_assign_pointer(site->probe, made, at<"uprobe_publish">);
  uprobe_free_rcu(old);
}

template <kernel_platform K, class Lock>
void uprobe_free_rcu(uprobe<K, Lock>* probe) {
  kfree_rcu<K>(probe);
}

/// True if no writer came between.
template <kernel_platform K, class Lock>
bool uprobe_speculation_valid(mm_struct<K, Lock>* mm, auto seq) {
  return !mmap_lock_speculate_retry(mm, seq);
}

/// -1 if a writer is there or came between: the caller takes the mmap lock.
/// Else how far the probe's offset is from the mapping's.
template <kernel_platform K, class Lock>
long find_active_uprobe_speculative(mm_struct<K, Lock>* mm,
                                    uprobe_site<K, Lock>* site) {
  long difference = -1;
  K::rcu_read_lock();
  auto seq = mmap_lock_speculate_try_begin(mm);
  if (seq) {
    auto offset = READ_ONCE(site->offset, at<"uprobe_offset">);
    auto probe = rcu_dereference(site->probe, at<"uprobe_probe">);
    const auto found = probe->offset.load();
    if (uprobe_speculation_valid(mm, *seq))
      difference = found == offset ? 0 : 1;
  }
  K::rcu_read_unlock();
  return difference;
}

}  // namespace vmalock::kernel

// SPDX-License-Identifier: GPL-2.0-only OR MIT
// What a writer does with vmas, in the kernel's order (mm/vma.c): link a new
// one, unmap one, move its range. Locking goes through the version's functions.
#pragma once

#include "harness/kernel/mm.h"
#include "harness/kernel/mmap_lock.h"

namespace vmalock::kernel {

/// A fatal signal may end the wait: then -EINTR, and nothing is locked.
/// Versions without such a function wait.
template <kernel_platform K, class Lock>
int vma_start_write_killable(vm_area_struct<K, Lock>* vma) {
  vma_start_write(vma);
  return 0;
}

/// A system call that changes the range, and gives up when it is being killed
/// while it waits for the vma.
template <kernel_platform K, class Lock>
int vma_modify_killable(vm_area_struct<K, Lock>* vma, unsigned long start,
                        unsigned long end) {
  const int error = vma_start_write_killable(vma);
  if (error) return error;
  vma_set_range(vma, start, end);
  return 0;
}

/// harness: whether a signal can end a writer's wait in this version.
template <kernel_platform K, class Lock>
bool vma_write_is_killable(vm_area_struct<K, Lock>*) {
  return false;
}

/// harness: as if other readers held the vma, so that its lock admits only
/// `room` more. Returns false, and does nothing, if the version has no limit
/// that a program could reach.
template <kernel_platform K, class Lock>
bool vma_crowd(vm_area_struct<K, Lock>*, int /*room*/) {
  return false;
}

/// These readers leave again. Nobody else is there.
template <kernel_platform K, class Lock>
void vma_uncrowd(vm_area_struct<K, Lock>*, int /*room*/) {}

/// They leave, the last one by vma_end_read(): a writer may wait for it.
template <kernel_platform K, class Lock>
void vma_uncrowd_put(vm_area_struct<K, Lock>*, int /*room*/) {}

/// A guard region is in the vma, or was: the one flag that may be set without
/// the write lock.
inline constexpr unsigned long VM_MAYBE_GUARD = 0x800;

/// vm_flags |= flags under the vma write lock. harness: the load and the store
/// are marked, so that a bit that they lose is seen as lost, and not only as a
/// race of plain accesses with vma_set_atomic_flag().
template <kernel_platform K, class Lock>
void vm_flags_set(vm_area_struct<K, Lock>* vma, unsigned long flags,
                  Where where = Where::here()) {
  vma_start_write(vma);
  auto old = vma->vm_flags.load(at<"vm_flags_load">, where);
  vma->vm_flags.store(old | flags, at<"vm_flags_store">, where);
}

/// set_bit() on the flags: by whoever holds the vma stable, a reader too.
template <kernel_platform K, class Lock>
void vma_set_atomic_flag(vm_area_struct<K, Lock>* vma, unsigned long flag,
                         Where where = Where::here()) {
  vma->vm_flags.fetch_or(flag, at<"vm_flags_set_bit">, where);
}

/// Caller owns the vma, or holds its write lock.
template <kernel_platform K, class Lock>
void vma_set_range(vm_area_struct<K, Lock>* vma, unsigned long start,
                   unsigned long end) {
  vma->vm_start.store(start);
  vma->vm_end.store(end);
}

/// Attaches before the tree is changed: from then on holders of old pointers
/// can lock the vma, lookups find it a little later.
template <kernel_platform K, class Lock>
void vma_link(mm_struct<K, Lock>* mm, vm_area_struct<K, Lock>* vma,
              unsigned long start, unsigned long end) {
  vma_start_write(vma);
  vma_mark_attached(vma);
  mas_store(&mm->mm_mt, start, end, vma);
}

/// A new mapping of [start, end). Caller holds mmap for write.
template <kernel_platform K, class Lock>
vm_area_struct<K, Lock>* mmap_region(mm_struct<K, Lock>* mm,
                                     unsigned long start, unsigned long end) {
  auto vma = vm_area_alloc(mm);
  vma_set_range(vma, start, end);
  vma_link(mm, vma, start, end);
  return vma;
}

/// [start, end) is cut off an end of the vma: the tree forgets it, then the
/// range says so. Caller holds mmap for write.
template <kernel_platform K, class Lock>
void vma_shrink(mm_struct<K, Lock>* mm, vm_area_struct<K, Lock>* vma,
                unsigned long start, unsigned long end) {
  vma_start_write(vma);
  mas_store(&mm->mm_mt, start, end,
            static_cast<vm_area_struct<K, Lock>*>(nullptr));
  vma_set_shrunk_range(vma, start, end);
}

template <kernel_platform K, class Lock>
void vma_set_shrunk_range(vm_area_struct<K, Lock>* vma, unsigned long start,
                          unsigned long end) {
  if (vma->vm_start.load() == start)
    vma->vm_start.store(end);
  else
    vma->vm_end.store(start);
}

/// The part of the vma from `address` on becomes a vma of its own, a copy.
/// Caller holds mmap for write.
template <kernel_platform K, class Lock>
vm_area_struct<K, Lock>* __split_vma(mm_struct<K, Lock>* mm,
                                     vm_area_struct<K, Lock>* vma,
                                     unsigned long address) {
  auto made = vm_area_dup(vma);
  const unsigned long end = vma->vm_end.load();
  made->vm_start.store(address);
  split_lock_old(vma);
  vma->vm_end.store(address);
  vma_link(mm, made, address, end);
  return made;
}

template <kernel_platform K, class Lock>
void split_lock_old(vm_area_struct<K, Lock>* vma) {
  vma_start_write(vma);
}

/// The vma grows over its neighbour behind it, which goes. Caller holds mmap
/// for write, and frees the neighbour with remove_vma().
template <kernel_platform K, class Lock>
void vma_expand(mm_struct<K, Lock>* mm, vm_area_struct<K, Lock>* vma,
                vm_area_struct<K, Lock>* next) {
  vma_start_write(vma);
  const unsigned long start = next->vm_start.load();
  const unsigned long end = next->vm_end.load();
  vma_expand_detach(next);
  vma->vm_end.store(end);
  mas_store(&mm->mm_mt, start, end, vma);
}

template <kernel_platform K, class Lock>
void vma_expand_detach(vm_area_struct<K, Lock>* next) {
  vma_start_write(next);
  vma_mark_detached(next);
}

/// Takes the vma out of the address space. It is detached before the tree
/// forgets it, so that a lookup that still finds it must try again. Caller
/// holds mmap for write and frees the vma with remove_vma().
template <kernel_platform K, class Lock>
void vma_unmap(mm_struct<K, Lock>* mm, vm_area_struct<K, Lock>* vma,
               unsigned long start, unsigned long end) {
  vma_start_write(vma);
  vma_mark_detached(vma);
  mas_store(&mm->mm_mt, start, end,
            static_cast<vm_area_struct<K, Lock>*>(nullptr));
}

/// Frees an unmapped vma. `unreachable`: nobody can look it up any more (the mm
/// exits); a version may then skip its grace period.
template <kernel_platform K, class Lock>
void remove_vma(vm_area_struct<K, Lock>* vma, bool /*unreachable*/) {
  vm_area_free(vma);
}

/// The system call: mmap lock, map, unlock.
template <kernel_platform K, class Lock>
vm_area_struct<K, Lock>* vm_mmap(mm_struct<K, Lock>* mm, unsigned long start,
                                 unsigned long end) {
  mmap_write_lock(mm);
  auto vma = mmap_region(mm, start, end);
  mmap_write_unlock(mm);
  return vma;
}

}  // namespace vmalock::kernel

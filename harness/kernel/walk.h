// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Walks over the vmas of an address space, one locked at a time: /proc/PID/maps
// and the iterators of BPF programs.
#pragma once

#include "harness/kernel/err.h"
#include "harness/kernel/mm.h"
#include "harness/kernel/mmap_lock.h"

namespace vmalock::kernel {

/// The first vma at or behind the address, found and locked under the mmap
/// lock; null if there is none. -EAGAIN at the limit of readers.
template <kernel_platform K, class Lock>
vm_area_struct<K, Lock>* lock_next_vma_under_mmap_lock(
    mm_struct<K, Lock>* mm, unsigned long from_addr) {
  vm_area_struct<K, Lock>* vma = nullptr;
  mmap_read_lock(mm);
  for (; from_addr < tree_pages && !vma; ++from_addr)
    vma = mas_find(&mm->mm_mt, from_addr);
  if (vma && !vma_start_read_locked(vma))
    vma = ERR_PTR<vm_area_struct<K, Lock>>(-EAGAIN);
  mmap_read_unlock(mm);
  return vma;
}

/// Called, and returns, in an RCU read section. Versions without it walk under
/// the mmap lock.
template <kernel_platform K, class Lock>
vm_area_struct<K, Lock>* lock_next_vma(mm_struct<K, Lock>* mm,
                                       ma_state<K, vm_area_struct<K, Lock>>*,
                                       unsigned long from_addr) {
  K::rcu_read_unlock();
  auto vma = lock_next_vma_under_mmap_lock(mm, from_addr);
  K::rcu_read_lock();
  return vma;
}

/// One step of the walk: null at the end. The vma that it looked at last is
/// unlocked first: what finds the next one may have to take the mmap lock.
template <kernel_platform K, class Lock>
vm_area_struct<K, Lock>* proc_get_vma(mm_struct<K, Lock>* mm,
                                      ma_state<K, vm_area_struct<K, Lock>>* vmi,
                                      unsigned long from_addr,
                                      vm_area_struct<K, Lock>* last) {
  if (last) vma_end_read(last);
  auto vma = lock_next_vma(mm, vmi, from_addr);
  return IS_ERR(vma) ? nullptr : vma;
}

/// Calls show(start, end) for every vma from the address on, in order, with the
/// vma locked.
template <kernel_platform K, class Lock, class Show>
void proc_show_maps(mm_struct<K, Lock>* mm, unsigned long from_addr,
                    Show show) {
  vm_area_struct<K, Lock>* vma = nullptr;
  K::rcu_read_lock();
  auto vmi = MA_STATE(&mm->mm_mt, from_addr);
  while (from_addr < tree_pages &&
         (vma = proc_get_vma(mm, &vmi, from_addr, vma))) {
    K::rcu_read_unlock();
    from_addr = proc_show_vma(vma, show);
    K::rcu_read_lock();
    mas_set(&vmi, from_addr);
  }
  K::rcu_read_unlock();
  if (vma) vma_end_read(vma);
}

/// Where the walk goes on.
template <kernel_platform K, class Lock, class Show>
unsigned long proc_show_vma(vm_area_struct<K, Lock>* vma, Show show) {
  const unsigned long end = vma->vm_end.load();
  show(vma->vm_start.load(), end);
  return end;
}

}  // namespace vmalock::kernel

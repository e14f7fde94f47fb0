// SPDX-License-Identifier: GPL-2.0-only OR MIT
// What the users of the lock do: page faults with their fallback to the mmap
// lock, and the system calls that change what a fault looks at. Each function
// takes the locks that the kernel takes since its fix (U-… in impl/README.md);
// a mutant leaves one out.
//
// anon_vma is loaded with acquire: the kernel's address dependency. Setting it
// is one conditional store: the page_table_lock that serialises the setters is
// not modelled.
#pragma once

#include <optional>

#include "harness/kernel/fault.h"
#include "harness/kernel/mm.h"
#include "harness/kernel/mmap_lock.h"
#include "harness/kernel/vma.h"

namespace vmalock::kernel {

template <kernel_platform K, class Lock>
auto anon_vma_of(vm_area_struct<K, Lock>* vma) {
  return vma->anon_vma.load(at<"anon_vma_load">);
}

/// False if it is set already. Readers of the vma may look at it at once.
template <kernel_platform K, class Lock>
bool anon_vma_set(vm_area_struct<K, Lock>* vma, anon_vma<K>* made) {
  return vma->anon_vma
      .update(
          [made](anon_vma<K>* old) -> std::optional<anon_vma<K>*> {
            if (old) return std::nullopt;
            return made;
          },
          at<"anon_vma_set">)
      .done;
}

template <kernel_platform K, class Lock>
void anon_vma_assert_locked(vm_area_struct<K, Lock>* vma) {
  mmap_assert_locked(vma->vm_mm.load());
}

/// Whether the vma on this page, if there is one, could be merged with.
template <kernel_platform K, class Lock>
void look_at_neighbour(mm_struct<K, Lock>* mm, unsigned long page) {
  if (page >= tree_pages) return;
  auto neighbour = mas_find(&mm->mm_mt, page);
  if (neighbour) (void)neighbour->vm_flags.load();
}

/// A neighbour with which this vma could be merged would lend its anon_vma.
/// harness: it is looked at, and none lends: merges are left out.
template <kernel_platform K, class Lock>
void find_mergeable_anon_vma(vm_area_struct<K, Lock>* vma) {
  auto mm = vma->vm_mm.load();
  look_at_neighbour(mm, vma->vm_start.load() - 1);
  look_at_neighbour(mm, vma->vm_end.load());
}

/// Gives the vma an anon_vma. It looks at the vma's neighbours, so the caller
/// holds the mmap lock.
template <kernel_platform K, class Lock>
void anon_vma_prepare(vm_area_struct<K, Lock>* vma) {
  anon_vma_assert_locked(vma);
  if (anon_vma_of(vma)) return;
  find_mergeable_anon_vma(vma);
  auto made = K::template alloc<anon_vma<K>>();
  made->root.store(1);
  if (!anon_vma_set(vma, made)) K::free(made);
}

/// Takes the anon_vma away and frees it. Caller holds the vma write lock.
template <kernel_platform K, class Lock>
void unlink_anon_vmas(vm_area_struct<K, Lock>* vma) {
  auto old = anon_vma_of(vma);
  vma->anon_vma.store(nullptr, at<"anon_vma_clear">);
  if (old) K::free(old);
}

/// From the vma lock to the mmap lock. In this order only: a writer holds the
/// mmap lock and waits for the vma's readers (U-11).
template <kernel_platform K, class Lock>
void fault_fall_back(mm_struct<K, Lock>* mm, vm_area_struct<K, Lock>* vma) {
  vma_end_read(vma);
  mmap_read_lock(mm);
}

/// The vma locked for read and its anon_vma, to which the page will belong; or
/// null, and the caller takes the mmap lock. anon_vma is looked at under the
/// lock (U-1).
template <kernel_platform K, class Lock>
auto fault_anon_vma(vm_area_struct<K, Lock>* vma) {
  return anon_vma_of(vma);
}

/// A page fault. The root of the page's anon_vma; 0 if nothing is mapped.
template <kernel_platform K, class Lock>
unsigned long handle_fault(mm_struct<K, Lock>* mm, unsigned long address) {
  unsigned long root = 0;
  auto locked = lock_vma_under_rcu(mm, address);
  if (locked) {
    auto found = fault_anon_vma(locked);
    if (found) {
      root = found->root.load();
      vma_end_read(locked);
      return root;
    }
    fault_fall_back(mm, locked);
  } else {
    mmap_read_lock(mm);
  }
  auto vma = mas_find(&mm->mm_mt, address);
  if (vma) {
    anon_vma_prepare(vma);
    auto anon_vma = anon_vma_of(vma);
    if (anon_vma)
      root = anon_vma->root.load();
    else
      K::misuse("a fault under the mmap lock finds no anon_vma");
  }
  mmap_read_unlock(mm);
  return root;
}

/// How the handler of a fault that held the vma lock ended (vm_fault_t).
enum class vm_fault {
  done,       ///< 0: the page is there; the lock is held still
  retry,      ///< VM_FAULT_RETRY: it had to wait, and dropped the lock for that
  completed,  ///< VM_FAULT_COMPLETED: the page is there, the lock is dropped
};

/// The handler itself. Which way it ends is not the lock's business.
template <kernel_platform K, class Lock>
vm_fault handle_mm_fault(vm_area_struct<K, Lock>* vma) {
  const auto end = static_cast<vm_fault>(K::choose(3));
  if (end != vm_fault::done) vma_end_read(vma);
  return end;
}

/// The caller drops the lock only if the handler did not (U-9): after that the
/// vma may be gone.
template <kernel_platform K, class Lock>
void fault_end_read(vm_area_struct<K, Lock>* vma, vm_fault end) {
  if (end == vm_fault::done) vma_end_read(vma);
}

/// A page fault whose handler may have to wait. False if the page was not
/// handled under the vma lock, but under the mmap lock.
template <kernel_platform K, class Lock>
bool do_user_addr_fault(mm_struct<K, Lock>* mm, unsigned long address) {
  auto vma = lock_vma_under_rcu(mm, address);
  if (vma) {
    const vm_fault end = handle_mm_fault(vma);
    fault_end_read(vma, end);
    if (end != vm_fault::retry) return true;
  }
  mmap_read_lock(mm);
  (void)mas_find(&mm->mm_mt, address);
  mmap_read_unlock(mm);
  return false;
}

/// madvise(MADV_GUARD_INSTALL) of one page. False if the vma lock is not to be
/// had (the kernel then takes the mmap lock for read).
template <kernel_platform K, class Lock>
bool madvise_guard_install(mm_struct<K, Lock>* mm, unsigned long address) {
  auto vma = lock_vma_under_rcu(mm, address);
  if (!vma) return false;
  guard_install_flag(vma);
  vma_end_read(vma);
  return true;
}

/// Other readers may set flags at the same time, hence the atomic bit.
template <kernel_platform K, class Lock>
void guard_install_flag(vm_area_struct<K, Lock>* vma) {
  vma_set_atomic_flag(vma, VM_MAYBE_GUARD);
}

/// userfaultfd's move: the vma locked for read, or null if there is none. Under
/// the mmap lock vma_start_read_locked() fails only at the limit of readers,
/// and its result must be looked at (B-17).
template <kernel_platform K, class Lock>
vm_area_struct<K, Lock>* uffd_lock_vma(mm_struct<K, Lock>* mm,
                                       unsigned long address) {
  auto vma = lock_vma_under_rcu(mm, address);
  if (vma) return vma;
  mmap_read_lock(mm);
  vma = mas_find(&mm->mm_mt, address);
  if (vma && !uffd_start_read_locked(vma)) vma = nullptr;
  mmap_read_unlock(mm);
  return vma;
}

template <kernel_platform K, class Lock>
bool uffd_start_read_locked(vm_area_struct<K, Lock>* vma) {
  return vma_start_read_locked(vma);
}

/// A walk over the page table that changes entries locks the vmas it comes to
/// (PGWALK_WRLOCK): faults change entries without the mmap lock (U-7). Caller
/// holds mmap for write.
template <kernel_platform K, class Lock>
void process_vma_walk_lock(vm_area_struct<K, Lock>* vma) {
  vma_start_write(vma);
}

/// Stack growth: the start moves while faults may run (U-4). Caller holds mmap
/// for write.
template <kernel_platform K, class Lock>
void expand_downwards(vm_area_struct<K, Lock>* vma, unsigned long start) {
  vma_start_write(vma);
  vma->vm_start.store(start);
}

/// mbind: replaces the policy and frees the old one, which a fault may be using
/// (U-6). Caller holds mmap for write.
template <kernel_platform K, class Lock>
void vma_replace_policy(vm_area_struct<K, Lock>* vma, mempolicy<K>* made) {
  vma_start_write(vma);
  auto old = vma->vm_policy.load();
  vma->vm_policy.store(made);
  K::free(old);
}

/// A merge takes over the neighbour's anon_vma (U-5). Caller holds mmap for
/// write.
template <kernel_platform K, class Lock>
void dup_anon_vma(vm_area_struct<K, Lock>* dst, anon_vma<K>* from) {
  vma_start_write(dst);
  dst->anon_vma.store(from, at<"anon_vma_dup">);
}

/// fork, before it write-protects the pages of the vma (U-2). Caller holds mmap
/// for write.
template <kernel_platform K, class Lock>
void dup_mmap_lock(vm_area_struct<K, Lock>* vma) {
  vma_start_write(vma);
}

}  // namespace vmalock::kernel

// SPDX-License-Identifier: GPL-2.0-only OR MIT
// The objects a VMA lock works on, and the life time of an address space.
//
//   machine         the tasks and the vma cache: what outlives every mm
//   mm_struct       an address space. mm_users pins the space (the last mmput
//                   unmaps everything), mm_count pins the struct (the last
//                   mmdrop frees it)
//   vm_area_struct  a mapping: here the fields that the lock protects
//
// A lock version adds its own fields to both structs: Lock::mm_fields<K, Lock>
// and Lock::vma_fields<K, Lock> are their bases. The tag Lock is also how the
// version's functions are found: argument-dependent lookup looks into the
// namespaces of the template arguments and of their bases.
#pragma once

#include <algorithm>
#include <array>
#include <climits>

#include "harness/kernel/rcuwait.h"
#include "harness/kernel/rwsem.h"
#include "harness/kernel/slab.h"
#include "harness/kernel/vma_tree.h"
#include "harness/platform/kernel_platform.h"

namespace vmalock::kernel {

template <kernel_platform K, class Lock>
struct mm_struct;

/// What the pages of a mapping without a file hang on: found through it by the
/// reverse mapping. `root` stands for all that is in it.
template <kernel_platform K>
struct anon_vma {
  typename K::template plain<unsigned long> root{0ul, "anon_vma->root"};
};

/// Where the pages of a mapping are to be (mbind).
template <kernel_platform K>
struct mempolicy {
  typename K::template plain<unsigned long> mode{0ul, "mempolicy->mode"};
};

/// vm_start, vm_end, vm_flags, vm_policy and vm_mm are plain in the kernel too:
/// only the lock makes their accesses safe. But readers of the vma may set a
/// bit of vm_flags atomically (vma_set_atomic_flag). anon_vma is set once under
/// the mmap lock for read, when readers of the vma may look at it.
template <kernel_platform K, class Lock>
struct vm_area_struct : Lock::template vma_fields<K, Lock> {
  typename K::template plain<unsigned long> vm_start{0ul, "vm_start"};
  typename K::template plain<unsigned long> vm_end{0ul, "vm_end"};
  typename K::template shared<unsigned long> vm_flags{0ul, "vm_flags"};
  typename K::template plain<mm_struct<K, Lock>*> vm_mm{nullptr, "vm_mm"};
  typename K::template plain<mempolicy<K>*> vm_policy{nullptr, "vm_policy"};
  typename K::template shared<kernel::anon_vma<K>*> anon_vma{nullptr,
                                                             "anon_vma"};
};

/// What is left of a used object's fields is cleared. harness: only the fields
/// that others may look at; anon_vma was unlinked before the object was freed.
template <kernel_platform K, class Lock>
void vma_clear(vm_area_struct<K, Lock>* vma) {
  vma->vm_flags.store(0);
  vma->vm_policy.store(nullptr);
}

template <kernel_platform K, class Lock>
void vma_copy(vm_area_struct<K, Lock>* vma, vm_area_struct<K, Lock>* from) {
  vma->vm_start.store(from->vm_start.load());
  vma->vm_end.store(from->vm_end.load());
  vma->vm_flags.store(from->vm_flags.load());
  vma->vm_policy.store(from->vm_policy.load());
}

/// A freed object: whoever still looks at it races with the free. harness: the
/// kernel overwrites the range only. vm_mm stays: some versions' readers may
/// look at it during a grace period.
template <kernel_platform K, class Lock>
void vma_poison(vm_area_struct<K, Lock>* vma) {
  vma->vm_start.store(ULONG_MAX);
  vma->vm_end.store(ULONG_MAX);
  vma->vm_flags.store(ULONG_MAX);
  vma->vm_policy.store(nullptr);
}

/// Threads that can sleep at the same time in one machine. All callers without
/// a number (the sequential parts of a case) share the last task.
inline constexpr unsigned max_tasks = 8;

template <kernel_platform K, class Lock>
struct machine {
  using task_struct = kernel::task_struct<K, Lock>;

  machine() {
    for (unsigned i = 0; i <= max_tasks; ++i) tasks[i] = &init_tasks[i];
  }

  std::array<task_struct, max_tasks + 1> init_tasks;
  /// By thread. Changed by copy_process() only, before the threads start.
  std::array<task_struct*, max_tasks + 1> tasks;
  kmem_cache<K, vm_area_struct<K, Lock>> vm_area_cachep;
};

/// Gives a thread a task of its own, which ends with do_exit(). Other threads'
/// tasks live as long as the machine.
template <kernel_platform K, class Lock>
void copy_process(machine<K, Lock>* host, unsigned thread) {
  host->tasks[thread] = K::template alloc<task_struct<K, Lock>>();
}

/// The calling thread's task ends: nobody may look at it after a grace period.
template <kernel_platform K, class Lock>
void do_exit(machine<K, Lock>* host) {
  put_task_struct_rcu_user(current_task(host));
}

template <kernel_platform K, class Lock>
void put_task_struct_rcu_user(task_struct<K, Lock>* task) {
  kfree_rcu<K>(task);
}

/// What lockdep knows about a task and one mmap lock.
template <kernel_platform K>
struct lockdep_hold {
  typename K::template plain<bool> held{false, "lockdep: mmap_lock is held"};
};

template <kernel_platform K, class Lock>
struct mm_struct : Lock::template mm_fields<K, Lock> {
  explicit mm_struct(machine<K, Lock>* on) : host(on) {}

  machine<K, Lock>* const host;
  rw_semaphore<K, Lock> mmap_lock{"mmap_lock"};
  std::array<lockdep_hold<K>, max_tasks + 1> mmap_holds;  ///< by task
  vma_tree<K, vm_area_struct<K, Lock>> mm_mt;
  typename K::template shared<int> mm_users{1, "mm_users"};
  typename K::template shared<int> mm_count{1, "mm_count"};
  typename K::template plain<unsigned long> map_count{0ul, "map_count"};
  /// Made by a user of the mm, freed by the last one.
  typename K::template plain<bool> xol_area{false, "xol_area"};
};

/// The kernel's `current`, as an index into machine::tasks.
template <kernel_platform K>
unsigned current_index() {
  return std::min<unsigned>(K::thread_index(), max_tasks);
}

template <kernel_platform K, class Lock>
task_struct<K, Lock>* current_task(machine<K, Lock>* host) {
  return host->tasks[current_index<K>()];
}

template <kernel_platform K, class Lock>
mm_struct<K, Lock>* mm_alloc(machine<K, Lock>* host) {
  return K::template alloc<mm_struct<K, Lock>>(host);
}

/// Pins the struct. The caller holds a reference, or knows that one is held.
template <kernel_platform K, class Lock>
void mmgrab(mm_struct<K, Lock>* mm, Where where = Where::here()) {
  mm->mm_count.fetch_add(1, at<"mmgrab">, where);
}

template <kernel_platform K, class Lock>
void mmdrop(mm_struct<K, Lock>* mm, Where where = Where::here()) {
  const auto old = mm->mm_count.fetch_sub(1, at<"mmdrop">, where);
  if (old <= 0) K::misuse("mmdrop without a reference", where);
  if (old != 1) return;
  K::free(mm, where);
}

/// Pins the address space. The caller holds a reference, or knows of one.
template <kernel_platform K, class Lock>
void mmget(mm_struct<K, Lock>* mm, Where where = Where::here()) {
  mm->mm_users.fetch_add(1, at<"mmget">, where);
}

/// Pins the address space, unless it is being torn down.
template <kernel_platform K, class Lock>
bool mmget_not_zero(mm_struct<K, Lock>* mm, Where where = Where::here()) {
  return K::loop_ends(mm->mm_users.update(
                          [](int users) -> std::optional<int> {
                            if (users == 0) return std::nullopt;
                            return users + 1;
                          },
                          at<"mmget_not_zero">, where))
      .done;
}

/// Removes the pages of all vmas. harness: looks at each vma, which must exist.
template <kernel_platform K, class Lock>
void unmap_vmas(mm_struct<K, Lock>* mm) {
  for (unsigned long page = 0; page < tree_pages; ++page) {
    auto vma = mas_find(&mm->mm_mt, page);
    if (vma) (void)vma->vm_start.load();
  }
}

/// Locks all vmas, before their page tables are freed. Caller holds mmap for
/// write.
template <kernel_platform K, class Lock>
void free_pgtables(mm_struct<K, Lock>* mm) {
  for (unsigned long page = 0; page < tree_pages; ++page) {
    auto vma = mas_find(&mm->mm_mt, page);
    if (vma) vma_start_write(vma);
  }
}

/// Detaches and frees. The tree still has the pointers: it goes next.
template <kernel_platform K, class Lock>
void remove_vmas(mm_struct<K, Lock>* mm) {
  using Vma = vm_area_struct<K, Lock>;
  Vma* previous = nullptr;
  for (unsigned long page = 0; page < tree_pages; ++page) {
    auto vma = mas_find(&mm->mm_mt, page);
    if (vma && vma != previous) {
      vma_mark_detached(vma);
      remove_vma(vma, true);
    }
    previous = vma;
  }
}

/// Unmaps everything, and destroys the tree: whoever holds no user must not
/// look anything up. The last user does it; there are no faults any more, but
/// readers that found a recycled vma in another mm may still hold counts.
template <kernel_platform K, class Lock>
void exit_mmap(mm_struct<K, Lock>* mm) {
  mmap_read_lock(mm);
  unmap_vmas(mm);
  mmap_read_unlock(mm);
  mmap_write_lock(mm);
  free_pgtables(mm);
  remove_vmas(mm);
  mt_destroy(&mm->mm_mt);
  mmap_write_unlock(mm);
}

/// What uprobes keep for an mm.
template <kernel_platform K, class Lock>
void uprobe_create_xol_area(mm_struct<K, Lock>* mm) {
  mm->xol_area.store(true);
}

template <kernel_platform K, class Lock>
void uprobe_clear_state(mm_struct<K, Lock>* mm) {
  mm->xol_area.store(false);
}

template <kernel_platform K, class Lock>
void mmput(mm_struct<K, Lock>* mm) {
  const auto old = mm->mm_users.fetch_sub(1, at<"mmput">);
  if (old <= 0) K::misuse("mmput without a reference");
  if (old != 1) return;
  uprobe_clear_state(mm);
  exit_mmap(mm);
  mmdrop(mm);
}

/// Switches the machine off: no mm exists any more.
template <kernel_platform K, class Lock>
void halt(machine<K, Lock>* host) {
  kmem_cache_destroy(&host->vm_area_cachep);
  K::free(host);
}

}  // namespace vmalock::kernel

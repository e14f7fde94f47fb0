// The objects a VMA lock works on, and the life time of an address space.
//
//   machine         the tasks and the vma cache: what outlives every mm
//   mm_struct       an address space. mm_users pins the space (the last mmput
//                   unmaps everything), mm_count pins the struct (the last
//                   mmdrop frees it)
//   vm_area_struct  a mapping: here the fields that the lock protects
//
// A lock version adds its own fields to both structs: Lock::mm_fields<K> and
// Lock::vma_fields<K> are their bases. The tag Lock is also how the version's
// functions are found: argument-dependent lookup looks into the namespaces of
// the template arguments and of their bases.
#pragma once

#include <algorithm>
#include <array>

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
/// only the lock makes their accesses safe. anon_vma is set once under the mmap
/// lock for read, when readers of the vma may look at it.
template <kernel_platform K, class Lock>
struct vm_area_struct : Lock::template vma_fields<K> {
  typename K::template plain<unsigned long> vm_start{0ul, "vm_start"};
  typename K::template plain<unsigned long> vm_end{0ul, "vm_end"};
  typename K::template plain<unsigned long> vm_flags{0ul, "vm_flags"};
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

/// Threads that can sleep at the same time in one machine. All callers without
/// a number (the sequential parts of a case) share the last task.
inline constexpr unsigned max_tasks = 8;

template <kernel_platform K, class Lock>
struct machine {
  std::array<task_struct<K>, max_tasks + 1> tasks;
  kmem_cache<K, vm_area_struct<K, Lock>> vm_area_cachep;
};

/// What lockdep knows about a task and one mmap lock.
template <kernel_platform K>
struct lockdep_hold {
  typename K::template plain<bool> held{false, "lockdep: mmap_lock is held"};
};

template <kernel_platform K, class Lock>
struct mm_struct : Lock::template mm_fields<K> {
  explicit mm_struct(machine<K, Lock>* on) : host(on) {}

  machine<K, Lock>* const host;
  rw_semaphore<K> mmap_lock{"mmap_lock"};
  std::array<lockdep_hold<K>, max_tasks + 1> mmap_holds;  ///< by task
  vma_tree<K, vm_area_struct<K, Lock>> mm_mt;
  typename K::template shared<int> mm_users{1, "mm_users"};
  typename K::template shared<int> mm_count{1, "mm_count"};
  typename K::template plain<unsigned long> map_count{0ul, "map_count"};
};

/// The kernel's `current`, as an index into machine::tasks.
template <kernel_platform K>
unsigned current_index() {
  return std::min<unsigned>(K::thread_index(), max_tasks);
}

template <kernel_platform K, class Lock>
task_struct<K>* current_task(machine<K, Lock>* host) {
  return &host->tasks[current_index<K>()];
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
  mt_destroy(&mm->mm_mt, where);
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
  return mm->mm_users
      .update(
          [](int users) -> std::optional<int> {
            if (users == 0) return std::nullopt;
            return users + 1;
          },
          at<"mmget_not_zero">, where)
      .done;
}

/// Unmaps everything. The last user does it; there are no faults any more, but
/// readers that found a recycled vma in another mm may still hold counts.
template <kernel_platform K, class Lock>
void exit_mmap(mm_struct<K, Lock>* mm) {
  using Vma = vm_area_struct<K, Lock>;
  Vma* previous = nullptr;
  mmap_write_lock(mm);
  for (unsigned long page = 0; page < tree_pages; ++page) {
    auto vma = mas_find(&mm->mm_mt, page);
    if (vma && vma != previous) {
      vma_start_write(vma);
      vma_mark_detached(vma);
      remove_vma(vma, true);
    }
    previous = vma;
  }
  mmap_write_unlock(mm);
}

template <kernel_platform K, class Lock>
void mmput(mm_struct<K, Lock>* mm) {
  const auto old = mm->mm_users.fetch_sub(1, at<"mmput">);
  if (old <= 0) K::misuse("mmput without a reference");
  if (old != 1) return;
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

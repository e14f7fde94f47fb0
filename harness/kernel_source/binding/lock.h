// SPDX-License-Identifier: MIT
// The compiled lock as a lock of ours: a tag, fields made by the layout of the
// tree's structures, and functions that forward to the shared object. One tag
// serves all versions: which one runs is known at run time only.
//
// A C structure has no memory. The harness's object is its place: field at
// offset n of the structure is the cell that is named for address base + n.
// Fields that the harness has itself (vm_start, mmap_lock, …) are its members;
// for all others the object makes cells of its own.
#pragma once

#include <climits>
#include <concepts>
#include <optional>

#include "harness/kernel/walk.h"
#include "harness/kernel_source/binding/loaded_lock.h"
#include "harness/kernel_source/runtime/forward.h"
#include "harness/kernel_source/runtime/platform.h"
#include "impl/lock_concept.h"

namespace vmalock::kernel_source {

using namespace kernel;

/// Base of an object that stands for a C structure: the structure's addresses
/// are this object's. Its memory holds the cells for which the harness has no
/// member, and gives the structure room.
struct c_structure {
  std::uint32_t cells[structure_bytes / 4];
};

struct lock {
  /// Rows are known at run time only.
  static constexpr std::array<SiteRow, 0> sites{};

  template <class K, class L>
  struct mm_fields : c_structure {};
  template <class K, class L>
  struct vma_fields : c_structure {};
};

template <class L>
concept version = std::same_as<L, lock>;

using Host = kernel::machine<platform, lock>;
using Task = kernel::task_struct<platform, lock>;
using Mm = kernel::mm_struct<platform, lock>;
using Vma = kernel::vm_area_struct<platform, lock>;

/// An rw_semaphore of its own memory (struct vma_lock of 6.4 to 6.14).
struct VmaLock : c_structure {
  rw_semaphore<platform> lock{"vm_lock"};
};

/// A new object: its addresses become those of the C structure (platform.h
/// calls these).
void constructed(Host* host);
void constructed(Task* task);
void constructed(Mm* mm);
void constructed(Vma* vma);
void constructed(VmaLock* lock);

/// Calls an operation of the running program's lock. No label of the caller's
/// C++ code goes along.
template <class R, class... Args>
R call(R (*vmalock_lock_ops::*operation)(Args...),
       std::type_identity_t<Args>... args) {
  R (*const function)(Args...) = active_lock().ops().*operation;
  const ToKernel to_kernel;
  return function(args...);
}

template <class R, class... Args>
bool has(R (*vmalock_lock_ops::*operation)(Args...)) {
  return active_lock().ops().*operation != nullptr;
}

template <kernel_platform K, version L>
void mmap_write_lock(mm_struct<K, L>* mm) {
  call(&vmalock_lock_ops::mmap_write_lock, mm);
}

template <kernel_platform K, version L>
int mmap_write_lock_killable(mm_struct<K, L>* mm) {
  return call(&vmalock_lock_ops::mmap_write_lock_killable, mm);
}

template <kernel_platform K, version L>
void mmap_write_unlock(mm_struct<K, L>* mm) {
  call(&vmalock_lock_ops::mmap_write_unlock, mm);
}

template <kernel_platform K, version L>
void mmap_write_downgrade(mm_struct<K, L>* mm) {
  call(&vmalock_lock_ops::mmap_write_downgrade, mm);
}

template <kernel_platform K, version L>
void mmap_read_lock(mm_struct<K, L>* mm) {
  call(&vmalock_lock_ops::mmap_read_lock, mm);
}

template <kernel_platform K, version L>
int mmap_read_lock_killable(mm_struct<K, L>* mm) {
  return call(&vmalock_lock_ops::mmap_read_lock_killable, mm);
}

template <kernel_platform K, version L>
bool mmap_read_trylock(mm_struct<K, L>* mm) {
  return call(&vmalock_lock_ops::mmap_read_trylock, mm);
}

template <kernel_platform K, version L>
void mmap_read_unlock(mm_struct<K, L>* mm) {
  call(&vmalock_lock_ops::mmap_read_unlock, mm);
}

template <kernel_platform K, version L>
void mmap_assert_locked(mm_struct<K, L>* mm) {
  if (!active().machine.holds(&mm->mmap_lock)) [[unlikely]]
    K::misuse("the caller does not hold the mmap lock");
}

template <kernel_platform K, version L>
void vma_end_write_all(mm_struct<K, L>* mm) {
  call(&vmalock_lock_ops::vma_end_write_all, mm);
}

template <kernel_platform K, version L>
std::optional<unsigned> mmap_lock_speculate_try_begin(mm_struct<K, L>* mm) {
  unsigned sequence = 0;
  if (!has(&vmalock_lock_ops::mmap_lock_speculate_try_begin) ||
      !call(&vmalock_lock_ops::mmap_lock_speculate_try_begin, mm, &sequence))
    return std::nullopt;
  return sequence;
}

template <kernel_platform K, version L>
bool mmap_lock_can_speculate(mm_struct<K, L>* /*mm*/) {
  return has(&vmalock_lock_ops::mmap_lock_speculate_try_begin);
}

template <kernel_platform K, version L>
bool mmap_lock_speculate_retry(mm_struct<K, L>* mm, auto sequence) {
  return call(&vmalock_lock_ops::mmap_lock_speculate_retry, mm, sequence);
}

template <kernel_platform K, version L>
vm_area_struct<K, L>* vma_start_read(mm_struct<K, L>* mm,
                                     vm_area_struct<K, L>* vma) {
  return static_cast<vm_area_struct<K, L>*>(
      call(&vmalock_lock_ops::vma_start_read, mm, vma));
}

template <kernel_platform K, version L>
bool vma_read_trylock(mm_struct<K, L>* mm, vm_area_struct<K, L>* vma) {
  return call(&vmalock_lock_ops::vma_read_trylock, mm, vma);
}

template <kernel_platform K, version L>
bool vma_start_read_locked(vm_area_struct<K, L>* vma) {
  return call(&vmalock_lock_ops::vma_start_read_locked, vma);
}

template <kernel_platform K, version L>
void vma_end_read(vm_area_struct<K, L>* vma) {
  call(&vmalock_lock_ops::vma_end_read, vma);
}

template <kernel_platform K, version L>
void vma_start_write(vm_area_struct<K, L>* vma) {
  call(&vmalock_lock_ops::vma_start_write, vma);
}

template <kernel_platform K, version L>
int vma_start_write_killable(vm_area_struct<K, L>* vma) {
  if (has(&vmalock_lock_ops::vma_start_write_killable))
    return call(&vmalock_lock_ops::vma_start_write_killable, vma);
  vma_start_write(vma);
  return 0;
}

template <kernel_platform K, version L>
bool vma_write_is_killable(vm_area_struct<K, L>* /*vma*/) {
  return has(&vmalock_lock_ops::vma_start_write_killable);
}

/// harness: for cases, as if so many write sections of the mm had gone by.
/// False if it counts none.
bool advance(Mm* mm, unsigned sections);

template <kernel_platform K, version L>
bool mmap_lock_advance(mm_struct<K, L>* mm, unsigned sections) {
  return advance(mm, sections);
}

#define VMALOCK_FORWARD(name)             \
  template <kernel_platform K, version L> \
  void name(vm_area_struct<K, L>* vma) {  \
    call(&vmalock_lock_ops::name, vma);   \
  }
VMALOCK_FORWARD(vma_mark_attached)
VMALOCK_FORWARD(vma_mark_detached)
VMALOCK_FORWARD(vma_assert_locked)
VMALOCK_FORWARD(vma_assert_write_locked)
VMALOCK_FORWARD(vma_assert_attached)
VMALOCK_FORWARD(vma_assert_detached)
VMALOCK_FORWARD(vm_area_free)
#undef VMALOCK_FORWARD

template <kernel_platform K, version L>
void remove_vma(vm_area_struct<K, L>* vma, bool unreachable) {
  call(unreachable ? &vmalock_lock_ops::vm_area_free_unreachable
                   : &vmalock_lock_ops::vm_area_free,
       vma);
}

template <kernel_platform K, version L>
vm_area_struct<K, L>* lock_vma_under_rcu(mm_struct<K, L>* mm,
                                         unsigned long address) {
  begin_lookup();
  return static_cast<vm_area_struct<K, L>*>(
      call(&vmalock_lock_ops::lock_vma_under_rcu, mm, address));
}

/// harness: to a lookup that asks for an anon_vma, which is a matter of the
/// fault, every vma is anonymous and has one, in a field of its own.
void set_faulted_before(Vma* vma);

/// The walk sets its state anew behind each step, so none goes along.
template <kernel_platform K, version L>
vm_area_struct<K, L>* lock_next_vma(mm_struct<K, L>* mm,
                                    ma_state<K, vm_area_struct<K, L>>* vmi,
                                    unsigned long from_addr) {
  if (!has(&vmalock_lock_ops::lock_next_vma))
    return kernel::lock_next_vma<K, L>(mm, vmi, from_addr);
  begin_lookup();
  return static_cast<vm_area_struct<K, L>*>(
      call(&vmalock_lock_ops::lock_next_vma, mm, from_addr));
}

template <kernel_platform K, version L>
vm_area_struct<K, L>* vm_area_alloc(mm_struct<K, L>* mm) {
  auto* const vma = static_cast<vm_area_struct<K, L>*>(
      call(&vmalock_lock_ops::vm_area_alloc, mm));
  set_faulted_before(vma);
  return vma;
}

template <kernel_platform K, version L>
vm_area_struct<K, L>* vm_area_dup(vm_area_struct<K, L>* vma) {
  return static_cast<vm_area_struct<K, L>*>(
      call(&vmalock_lock_ops::vm_area_dup, vma));
}

/// harness: for cases, which must know that a writer sleeps.
void await_waiter(Vma* vma);
/// harness: adds to the count of readers; false if there is none.
bool add_readers(Vma* vma, long readers);

template <kernel_platform K, version L>
void vma_await_waiter(vm_area_struct<K, L>* vma) {
  await_waiter(vma);
}

template <kernel_platform K, version L>
bool vma_crowd(vm_area_struct<K, L>* vma, int room) {
  return add_readers(vma, active_lock().ops().reader_limit - 1 - room);
}

template <kernel_platform K, version L>
void vma_uncrowd(vm_area_struct<K, L>* vma, int room) {
  add_readers(vma, -(active_lock().ops().reader_limit - 1 - room));
}

/// All but one of the crowd at once; the last leaves as any reader does.
template <kernel_platform K, version L>
void vma_uncrowd_put(vm_area_struct<K, L>* vma, int room) {
  add_readers(vma, -(active_lock().ops().reader_limit - 2 - room));
  vma_end_read(vma);
}

}  // namespace vmalock::kernel_source

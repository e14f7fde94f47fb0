// The vma tree of an mm (mm->mm_mt): which vma covers an address.
//
// A maple tree lookup under RCU returns what was stored for the address at some
// time during the walk: the newest vma, or a stale one that has been unmapped
// meanwhile, or none; never freed memory. An array with one slot a page has the
// same results and one event a lookup. Stores are made under the mmap lock.
#pragma once

#include <array>

#include "harness/base/check.h"
#include "harness/kernel/access.h"
#include "harness/kernel/sites.h"
#include "harness/platform/kernel_platform.h"

namespace vmalock::kernel {

/// Size of an address space, in pages. Addresses count pages.
inline constexpr unsigned long tree_pages = 4;

template <kernel_platform K, class Vma>
struct vma_tree {
  using Slot = typename K::template shared<Vma*>;
  std::array<Slot, tree_pages> slot{
      Slot{nullptr, "mm_mt[0]"}, Slot{nullptr, "mm_mt[1]"},
      Slot{nullptr, "mm_mt[2]"}, Slot{nullptr, "mm_mt[3]"}};
};

/// Lookup under RCU.
template <kernel_platform K, class Vma>
Vma* mas_walk(const vma_tree<K, Vma>* tree, unsigned long address,
              Where where = Where::here()) {
  CHECK(address < tree_pages);
  return rcu_dereference(tree->slot[address], at<"mas_walk">, where);
}

/// Lookup under the mmap lock.
template <kernel_platform K, class Vma>
Vma* mas_find(const vma_tree<K, Vma>* tree, unsigned long address,
              Where where = Where::here()) {
  CHECK(address < tree_pages);
  return tree->slot[address].load(at<"mas_find">, where);
}

/// Maps [start, end) to vma; nullptr erases. Caller holds mmap for write.
template <kernel_platform K, class Vma>
void mas_store(vma_tree<K, Vma>* tree, unsigned long start, unsigned long end,
               Vma* vma, Where where = Where::here()) {
  CHECK(start < end && end <= tree_pages);
  for (unsigned long page = start; page < end; ++page)
    rcu_assign_pointer(tree->slot[page], vma, at<"mas_store">, where);
}

}  // namespace vmalock::kernel

// SPDX-License-Identifier: GPL-2.0-only OR MIT
// The vma tree of an mm (mm->mm_mt): which vma covers an address.
//
// A maple tree lookup under RCU returns what was stored for the address at some
// time during the walk: the newest vma, or a stale one that has been unmapped
// meanwhile, or none; never freed memory. One node with a slot a page has the
// same results: a lookup loads the node and the slot. Stores are made under the
// mmap lock, into the node; mas_replace_node() is the store that does not fit:
// a copy takes the node's place, which is freed after a grace period.
//
// A walk leaves the node in the ma_state, and the next one starts there. So a
// state must be set back (mas_set) once the RCU section of its walk has ended.
// Left out: the range that a walk stores in the state (a slot is one page), and
// the marks by which a walk notices that its node is dead, because stale
// results are allowed anyway.
#pragma once

#include <array>
#include <cstddef>
#include <utility>

#include "harness/base/check.h"
#include "harness/kernel/access.h"
#include "harness/kernel/rcu.h"
#include "harness/kernel/sites.h"
#include "harness/platform/kernel_platform.h"

namespace vmalock::kernel {

/// Size of an address space, in pages. Addresses count pages.
inline constexpr unsigned long tree_pages = 4;

/// A new node's slots hold nothing that may be read until they are filled.
template <kernel_platform K, class Vma>
struct maple_node {
  using Slot = typename K::template shared<Vma*>;
  maple_node()
      : slot{Slot{uninitialised, "mm_mt[0]"}, Slot{uninitialised, "mm_mt[1]"},
             Slot{uninitialised, "mm_mt[2]"}, Slot{uninitialised, "mm_mt[3]"}} {
  }
  /// The node of an empty tree.
  explicit maple_node(std::nullptr_t)
      : slot{Slot{nullptr, "mm_mt[0]"}, Slot{nullptr, "mm_mt[1]"},
             Slot{nullptr, "mm_mt[2]"}, Slot{nullptr, "mm_mt[3]"}} {}

  std::array<Slot, tree_pages> slot;
};

template <kernel_platform K, class Vma>
struct vma_tree {
  using Node = maple_node<K, Vma>;
  typename K::template shared<Node*> root{K::template alloc<Node>(nullptr),
                                          "mm_mt"};
};

/// The state of a walk, on the walker's stack.
template <kernel_platform K, class Vma>
struct ma_state {
  using Tree = vma_tree<K, Vma>;
  const Tree* tree;
  unsigned long index;
  bool started = false;
  /// Of the last walk, if one was started.
  decltype(std::declval<const Tree&>().root.load(order::relaxed)) node{};
};

template <kernel_platform K, class Vma>
ma_state<K, Vma> MA_STATE(const vma_tree<K, Vma>* tree, unsigned long address) {
  return {tree, address};
}

/// The next walk starts at the root, and looks for this address.
template <kernel_platform K, class Vma>
void mas_set(ma_state<K, Vma>* mas, unsigned long address) {
  mas->index = address;
  mas->started = false;
}

/// Lookup under RCU. A second walk with the same state starts where the first
/// one ended. Null, too, if the tree has been destroyed.
template <kernel_platform K, class Vma>
auto mas_walk(ma_state<K, Vma>* mas, Where where = Where::here()) {
  CHECK(mas->index < tree_pages);
  if (!mas->started)
    mas->node = rcu_dereference(mas->tree->root, at<"mas_root">, where);
  mas->started = true;
  if (!mas->node) return decltype(mas->node->slot[0].load(order::addr)){};
  return rcu_dereference(mas->node->slot[mas->index], at<"mas_walk">, where);
}

/// The first vma at or behind the index, under RCU; null if there is none. The
/// index is its first page then, as far as the walk has seen it.
template <kernel_platform K, class Vma>
Vma* mas_next(ma_state<K, Vma>* mas, Where where = Where::here()) {
  for (; mas->index < tree_pages; ++mas->index) {
    Vma* found = mas_walk(mas, where);
    if (found) return found;
  }
  return nullptr;
}

/// Lookup under the mmap lock.
template <kernel_platform K, class Vma>
auto mas_find(const vma_tree<K, Vma>* tree, unsigned long address,
              Where where = Where::here()) {
  CHECK(address < tree_pages);
  auto node = tree->root.load(at<"mas_find_root">, where);
  return node->slot[address].load(at<"mas_find">, where);
}

/// Maps [start, end) to vma; nullptr erases. Caller holds mmap for write.
template <kernel_platform K, class Vma>
void mas_store(vma_tree<K, Vma>* tree, unsigned long start, unsigned long end,
               Vma* vma, Where where = Where::here()) {
  CHECK(start < end && end <= tree_pages);
  auto node = tree->root.load(at<"mas_find_root">, where);
  for (unsigned long page = start; page < end; ++page)
    rcu_assign_pointer(node->slot[page], vma, at<"mas_store">, where);
}

template <kernel_platform K, class Vma, class Node>
void mas_copy_and_publish(vma_tree<K, Vma>* tree, Node old,
                          maple_node<K, Vma>* node, Where where) {
  for (unsigned long page = 0; page < tree_pages; ++page)
    node->slot[page].store(old->slot[page].load(at<"mas_find">, where),
                           at<"mas_copy">, where);
  rcu_assign_pointer(tree->root, node, at<"mas_replace">, where);
}

/// A copy takes the place of the node. Caller holds mmap for write.
template <kernel_platform K, class Vma>
void mas_replace_node(vma_tree<K, Vma>* tree, Where where = Where::here()) {
  auto old = tree->root.load(at<"mas_find_root">, where);
  auto node = K::template alloc<maple_node<K, Vma>>();
  mas_copy_and_publish(tree, old, node, where);
  mas_free_node(old, where);
}

template <kernel_platform K, class Vma>
void mas_free_node(maple_node<K, Vma>* node, Where where = Where::here()) {
  kfree_rcu<K>(node, where);
}

/// Frees the node at once: nobody may walk the tree any more (the kernel's
/// mt_clear_in_rcu and __mt_destroy).
template <kernel_platform K, class Vma>
void mt_destroy(vma_tree<K, Vma>* tree, Where where = Where::here()) {
  auto root = tree->root.load(at<"mas_find_root">, where);
  rcu_assign_pointer(tree->root, static_cast<maple_node<K, Vma>*>(nullptr),
                     at<"mt_destroy">, where);
  K::free(root, where);
}

}  // namespace vmalock::kernel

// SPDX-License-Identifier: GPL-2.0-only OR MIT
// A slab cache that is type-safe by RCU (SLAB_TYPESAFE_BY_RCU, mm/slub.c).
//
// A freed object may be handed out again at once, to anybody, while readers
// under RCU still hold pointers to it: its memory stays an object of the type
// and its fields keep what was last stored in them. Only the memory itself (the
// slab's page) waits for a grace period.
//
// The cache keeps one free object. That is the hardest case for its users:
// the next allocation, by whichever mm, gets the object freed last. Objects
// beyond the one go back to the page allocator after a grace period.
#pragma once

#include <optional>

#include "harness/kernel/rcu.h"
#include "harness/kernel/sites.h"
#include "harness/platform/kernel_platform.h"

namespace vmalock::kernel {

template <kernel_platform K, class T>
struct kmem_cache {
  typename K::template shared<T*> freelist{nullptr, "freelist"};
};

/// An object with stale fields, or a fresh one whose fields were never written
/// but for what its constructor sets. K::alloc<T>(cache) makes fresh ones.
template <kernel_platform K, class T>
T* kmem_cache_alloc(kmem_cache<K, T>* cache, Where where = Where::here()) {
  const auto taken = K::loop_ends(cache->freelist.update(
      [](T* first) -> std::optional<T*> {
        if (!first) return std::nullopt;
        return nullptr;
      },
      at<"slab_alloc">, where));
  return taken.done ? taken.old : K::template alloc<T>();
}

template <kernel_platform K, class T>
void kmem_cache_free(kmem_cache<K, T>* cache, T* object,
                     Where where = Where::here()) {
  const auto kept = K::loop_ends(cache->freelist.update(
      [object](T* first) -> std::optional<T*> {
        if (first) return std::nullopt;
        return object;
      },
      at<"slab_free">, where));
  if (!kept.done) kfree_rcu<K>(object, where);
}

/// Under memory pressure: the kept object goes back to the page allocator,
/// after a grace period.
template <kernel_platform K, class T>
void kmem_cache_shrink(kmem_cache<K, T>* cache, Where where = Where::here()) {
  auto first = cache->freelist.exchange(nullptr, at<"slab_shrink">, where);
  if (first) kfree_rcu<K>(first, where);
}

/// Gives the kept object back. Nobody may use the cache any more.
template <kernel_platform K, class T>
void kmem_cache_destroy(kmem_cache<K, T>* cache, Where where = Where::here()) {
  auto first = cache->freelist.load(at<"slab_destroy">, where);
  if (first) K::free(first, where);
}

}  // namespace vmalock::kernel

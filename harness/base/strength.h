// SPDX-License-Identifier: MIT
// What an ordering does, and so which one is stronger than which: the one order
// on orderings, for engines that look for remedies and for commands that weaken
// or strengthen rows.
#pragma once

#include "harness/base/ordering.h"

namespace vmalock {

/// What an ordering does, a bit each. One ordering is weaker than another if it
/// does a part of what that one does.
enum Does : unsigned {
  marked = 1,               ///< no data race by itself
  load_then_load = 2,       ///< earlier loads come before later loads
  load_then_store = 4,      ///< … before later stores
  store_then_store = 8,     ///< earlier stores before later stores
  store_then_load = 16,     ///< earlier stores before later loads
  after_this = 32,          ///< this load comes before all that is later
  stores_after_this = 64,   ///< this load comes before later stores
  before_this = 128,        ///< all that is earlier comes before this store
  total_order = 256,        ///< one order with all others of its kind
  object_after_this = 512,  ///< this load before accesses through the pointer
};

constexpr unsigned does(Ordering o) {
  switch (o) {
    case Ordering::plain:
    case Ordering::none:
      return 0;
    case Ordering::relaxed:
      return marked;
    case Ordering::ctrl:
      return marked | stores_after_this;
    case Ordering::addr:
      return marked | object_after_this;
    case Ordering::acquire:
      return marked | stores_after_this | after_this | object_after_this;
    case Ordering::release:
      return marked | before_this;
    case Ordering::acq_rel:
      return marked | stores_after_this | after_this | before_this |
             object_after_this;
    case Ordering::seq_cst:
      return marked | stores_after_this | after_this | before_this |
             object_after_this | total_order;
    case Ordering::rmb:
      return load_then_load;
    case Ordering::wmb:
      return store_then_store;
    case Ordering::acquire_fence:
      return load_then_load | load_then_store;
    case Ordering::release_fence:
      return store_then_store | load_then_store;
    case Ordering::acq_rel_fence:
      return load_then_load | load_then_store | store_then_store;
    case Ordering::mb:
      return load_then_load | load_then_store | store_then_store |
             store_then_load;
  }
  return 0;
}

/// a orders nothing that b does not order. A partial order: acquire and release
/// are not comparable, nor are smp_rmb and smp_wmb.
constexpr bool weaker_or_equal(Ordering a, Ordering b) {
  return is_fence(a) == is_fence(b) && (does(a) & ~does(b)) == 0;
}

/// What runs in place of an ordering that the model does not have: the C11
/// models have no dependencies, and no fence for loads or stores only; lkmm
/// (`kernel`) has them all.
constexpr Ordering runs_as(Ordering o, bool kernel) {
  if (kernel) return o;
  if (depends(o)) return Ordering::acquire;
  if (o == Ordering::rmb) return Ordering::acquire_fence;
  if (o == Ordering::wmb) return Ordering::release_fence;
  return o;
}

}  // namespace vmalock

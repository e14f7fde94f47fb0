// SPDX-License-Identifier: GPL-2.0-only OR MIT
// The kernel's names for single accesses: READ_ONCE, WRITE_ONCE,
// smp_load_acquire, smp_store_release, rcu_assign_pointer, rcu_dereference.
//
// The name says what the released version does; what runs is the ordering of
// the site's row, so that a row can be changed without touching the text.
// Vocabulary: Documentation/memory-barriers.txt, tools/memory-model.
#pragma once

#include "harness/platform/kernel_platform.h"

namespace vmalock::kernel {

template <class Cell, ordering_source Site>
auto READ_ONCE(const Cell& cell, Site site, Where where = Where::here()) {
  return cell.load(site, where);
}

template <class Cell, class Value, ordering_source Site>
void WRITE_ONCE(Cell& cell, Value value, Site site,
                Where where = Where::here()) {
  cell.store(value, site, where);
}

template <class Cell, ordering_source Site>
auto smp_load_acquire(const Cell* cell, Site site,
                      Where where = Where::here()) {
  return cell->load(site, where);
}

template <class Cell, class Value, ordering_source Site>
void smp_store_release(Cell* cell, Value value, Site site,
                       Where where = Where::here()) {
  cell->store(value, site, where);
}

/// Publishes a pointer to readers under RCU: release.
template <class Cell, class Pointer, ordering_source Site>
void rcu_assign_pointer(Cell& cell, Pointer pointer, Site site,
                        Where where = Where::here()) {
  cell.store(pointer, site, where);
}

/// Reads a published pointer. The kernel relies on the address dependency into
/// the object; models without dependencies need an acquire in the row.
template <class Cell, ordering_source Site>
auto rcu_dereference(const Cell& cell, Site site, Where where = Where::here()) {
  return cell.load(site, where);
}

}  // namespace vmalock::kernel

// SPDX-License-Identifier: GPL-2.0-only OR MIT
// seqcount_t: a sequence number that is odd while its one writer works
// (include/linux/seqlock.h). The owner of the counter passes the sites.
//
// The kernel's increment is plain (`sequence++`) although readers load the
// word: a race by design. Here its load is plain, because nothing but the
// writer stores, and its store is whatever the row says (relaxed as released).
#pragma once

#include "harness/platform/kernel_platform.h"

namespace vmalock::kernel {

/// The numbers of a counter of so many bits. The kernel's have 32; narrow ones
/// wrap within a bound that can be explored.
template <unsigned Bits>
inline constexpr unsigned seq_mask = ~0u >> (32 - Bits);

/// `Lock`: the tag of the lock version, by which it can replace a step.
template <kernel_platform K, class Lock = void, unsigned Bits = 32>
struct seqcount_t {
  explicit seqcount_t(const char* name) : sequence(0u, name) {}

  typename K::template shared<unsigned> sequence;
};

/// sequence++ (even to odd); smp_wmb.
template <kernel_platform K, class Lock, unsigned Bits, ordering_source Load,
          ordering_source Store, ordering_source Fence>
void do_raw_write_seqcount_begin(seqcount_t<K, Lock, Bits>* s, Load load,
                                 Store store, Fence wmb,
                                 Where where = Where::here()) {
  auto next = (s->sequence.load(load, where) + 1) & seq_mask<Bits>;
  s->sequence.store(next, store, where);
  K::fence(wmb, where);
}

/// smp_wmb; sequence++ (odd to even).
template <kernel_platform K, class Lock, unsigned Bits, ordering_source Load,
          ordering_source Store, ordering_source Fence>
void do_raw_write_seqcount_end(seqcount_t<K, Lock, Bits>* s, Load load,
                               Store store, Fence wmb,
                               Where where = Where::here()) {
  K::fence(wmb, where);
  auto next = (s->sequence.load(load, where) + 1) & seq_mask<Bits>;
  s->sequence.store(next, store, where);
}

/// The sequence number, with acquire; odd if a writer works.
template <kernel_platform K, class Lock, unsigned Bits, ordering_source Site>
auto raw_read_seqcount(const seqcount_t<K, Lock, Bits>* s, Site site,
                       Where where = Where::here()) {
  return s->sequence.load(site, where);
}

/// smp_rmb; true if a writer worked since `start` was read.
template <kernel_platform K, class Lock, unsigned Bits, ordering_source Fence,
          ordering_source Load>
bool read_seqcount_retry(const seqcount_t<K, Lock, Bits>* s, auto start,
                         Fence rmb, Load load, Where where = Where::here()) {
  K::fence(rmb, where);
  return s->sequence.load(load, where) != start;
}

}  // namespace vmalock::kernel

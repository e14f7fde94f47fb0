// seqcount_t: a sequence number that is odd while its one writer works
// (include/linux/seqlock.h). The owner of the counter passes the sites.
//
// The kernel's increment is plain (`sequence++`) although readers load the
// word: a race by design. Here its load is plain, because nothing but the
// writer stores, and its store is whatever the row says (relaxed as released).
#pragma once

#include "harness/platform/kernel_platform.h"

namespace vmalock::kernel {

template <kernel_platform K>
struct seqcount_t {
  explicit seqcount_t(const char* name) : sequence(0u, name) {}

  typename K::template shared<unsigned> sequence;
};

/// sequence++ (even to odd); smp_wmb.
template <kernel_platform K, ordering_source Load, ordering_source Store,
          ordering_source Fence>
void do_raw_write_seqcount_begin(seqcount_t<K>* s, Load load, Store store,
                                 Fence wmb, Where where = Where::here()) {
  s->sequence.store(s->sequence.load(load, where) + 1, store, where);
  K::fence(wmb, where);
}

/// smp_wmb; sequence++ (odd to even).
template <kernel_platform K, ordering_source Load, ordering_source Store,
          ordering_source Fence>
void do_raw_write_seqcount_end(seqcount_t<K>* s, Load load, Store store,
                               Fence wmb, Where where = Where::here()) {
  K::fence(wmb, where);
  s->sequence.store(s->sequence.load(load, where) + 1, store, where);
}

/// The sequence number, with acquire; odd if a writer works.
template <kernel_platform K, ordering_source Site>
auto raw_read_seqcount(const seqcount_t<K>* s, Site site,
                       Where where = Where::here()) {
  return s->sequence.load(site, where);
}

/// smp_rmb; true if a writer worked since `start` was read.
template <kernel_platform K, ordering_source Fence, ordering_source Load>
bool read_seqcount_retry(const seqcount_t<K>* s, unsigned start, Fence rmb,
                         Load load, Where where = Where::here()) {
  K::fence(rmb, where);
  return s->sequence.load(load, where) != start;
}

}  // namespace vmalock::kernel

// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-7.0: whose seqcount is even before the barrier of its end.
#pragma once

#include "impl/refcnt-7.0/vma_lock.h"

namespace vmalock::impl::kernel_seq_end_wmb_last
{

struct lock : refcnt_7_0::lock {
};

template <class L>
concept version = refcnt_7_0::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"reader_sees_writer", "planted", "data race|failed requirement",
	 "refcnt-7.0"},
	{"unlock_ends_all", "planted", "data race|failed requirement",
	 "refcnt-7.0"},
};

inline constexpr ImplInfo info = {
	.name = "kernel-seq-end-wmb-last",
	.kernel = "7.0, changed",
	.commit = "-",
	.idea = "refcnt-7.0 whose seqcount is even before the barrier of "
		"its end",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L, unsigned Bits, ordering_source Load,
	  ordering_source Store, ordering_source Fence>
void do_raw_write_seqcount_end(seqcount_t<K, L, Bits> *s, Load load,
			       Store store, Fence wmb,
			       Where where = Where::here())
{
	auto next = (s->sequence.load(load, where) + 1) & seq_mask<Bits>;
	s->sequence.store(next, store, where);
	K::fence(wmb, where);
}

} // namespace vmalock::impl::kernel_seq_end_wmb_last

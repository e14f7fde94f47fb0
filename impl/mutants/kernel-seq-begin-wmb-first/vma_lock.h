// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of rwsem-6.14: whose seqcount is odd after the barrier of its begin.
#pragma once

#include "impl/rwsem-6.14/vma_lock.h"

namespace vmalock::impl::kernel_seq_begin_wmb_first
{

struct lock : rwsem_6_14::lock {
};

template <class L>
concept version = rwsem_6_14::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"speculation_notices", "planted", "failed requirement", "rwsem-6.14"},
	{"uprobe_speculates", "planted", "failed requirement", "rwsem-6.14"},
};

inline constexpr ImplInfo info = {
	.name = "kernel-seq-begin-wmb-first",
	.kernel = "6.14, changed",
	.commit = "-",
	.idea = "rwsem-6.14 whose seqcount is odd after the barrier of "
		"its begin",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L, unsigned Bits, ordering_source Load,
	  ordering_source Store, ordering_source Fence>
void do_raw_write_seqcount_begin(seqcount_t<K, L, Bits> *s, Load load,
				 Store store, Fence wmb,
				 Where where = Where::here())
{
	K::fence(wmb, where);
	auto next = (s->sequence.load(load, where) + 1) & seq_mask<Bits>;
	s->sequence.store(next, store, where);
}

} // namespace vmalock::impl::kernel_seq_begin_wmb_first

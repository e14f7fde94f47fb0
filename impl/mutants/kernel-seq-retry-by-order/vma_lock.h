// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of rwsem-6.14: whose seqcount reader asks for a smaller number, not
// for another one.
#pragma once

#include "impl/rwsem-6.14/vma_lock.h"

namespace vmalock::impl::kernel_seq_retry_by_order
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
	.name = "kernel-seq-retry-by-order",
	.kernel = "6.14, changed",
	.commit = "-",
	.idea = "rwsem-6.14 whose seqcount reader asks for a smaller "
		"number, not for another one",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L, unsigned Bits, ordering_source Fence,
	  ordering_source Load>
bool read_seqcount_retry(const seqcount_t<K, L, Bits> *s, auto start, Fence rmb,
			 Load load, Where where = Where::here())
{
	K::fence(rmb, where);
	return s->sequence.load(load, where) < start;
}

} // namespace vmalock::impl::kernel_seq_retry_by_order

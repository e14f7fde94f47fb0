// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-7.0: whose seqcount reader looks at the number before the
// barrier.
#pragma once

#include "impl/refcnt-7.0/vma_lock.h"

namespace vmalock::impl::kernel_seq_retry_load_first
{

struct lock : refcnt_7_0::lock {
};

template <class L>
concept version = refcnt_7_0::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"speculation_notices", "planted", "failed requirement", "refcnt-7.0"},
	{"uprobe_speculates", "planted", "failed requirement", "refcnt-7.0"},
};

inline constexpr ImplInfo info = {
	.name = "kernel-seq-retry-load-first",
	.kernel = "7.0, changed",
	.commit = "-",
	.idea = "refcnt-7.0 whose seqcount reader looks at the number "
		"before the barrier",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L, unsigned Bits, ordering_source Fence,
	  ordering_source Load>
bool read_seqcount_retry(const seqcount_t<K, L, Bits> *s, auto start, Fence rmb,
			 Load load, Where where = Where::here())
{
	auto now = s->sequence.load(load, where);
	K::fence(rmb, where);
	return now != start;
}

} // namespace vmalock::impl::kernel_seq_retry_load_first

// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-7.0: whose seqcount stays even while the writer works.
#pragma once

#include "impl/refcnt-7.0/vma_lock.h"

namespace vmalock::impl::kernel_seq_begin_even
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
	.name = "kernel-seq-begin-even",
	.kernel = "7.0, changed",
	.commit = "-",
	.idea = "refcnt-7.0 whose seqcount stays even while the writer "
		"works",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L, unsigned Bits, ordering_source Load,
	  ordering_source Store, ordering_source Fence>
void do_raw_write_seqcount_begin(seqcount_t<K, L, Bits> *s, Load, Store,
				 Fence wmb, Where where = Where::here())
{
	(void)s;
	K::fence(wmb, where);
}

} // namespace vmalock::impl::kernel_seq_begin_even

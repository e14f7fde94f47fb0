// SPDX-License-Identifier: GPL-2.0-only OR MIT
// The refcount lock as posted in its eighth version (8 January 2025): the put
// looks at the vma after it dropped the count (B-6), and wakes whenever a
// writer was there before. vma_end_read() is an RCU reader for its sake.
//
// Not verified: known from the replies to it only.
#pragma once

#include "impl/refcnt-v9/vma_lock.h"

namespace vmalock::impl::refcnt_v8
{

struct lock : refcnt_v9::lock {
};

template <class L>
concept version = refcnt_v9::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"reader_excludes_writer", "B-4", "data race|failed requirement",
	 "refcnt-6.15"},
	{"lookup_reused", "B-6", "data race", "refcnt-6.15", "tso"},
	{"foreign_mm_exits", "B-2", "use after free|data race", "refcnt-6.17",
	 "tso"},
	{"*", "B-4", "data race|failed requirement|use after free"},
};

inline constexpr ImplInfo info = {
	.name = "refcnt-v8",
	.kernel = "6.13, posted v8",
	.commit = "-",
	.idea = "v9 whose put looks at the vma after the drop",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.follows = "refcnt-v7",
};

template <kernel_platform K, version L>
void vma_refcount_put(vm_area_struct<K, L> *vma)
{
	auto left = refcount_sub_return(1, &vma->vm_refcnt, at<L, "put">,
					at<L, "put_zero">);

	if (left & refcnt_6_15::VMA_LOCK_OFFSET)
		rcuwait_wake_up(&vma->vm_mm.load()->vma_writer_wait);
}

template <kernel_platform K, version L>
void vma_end_read(vm_area_struct<K, L> *vma)
{
	K::rcu_read_lock();
	vma_refcount_put(vma);
	K::rcu_read_unlock();
}

} // namespace vmalock::impl::refcnt_v8

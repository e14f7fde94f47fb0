// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-6.15 (B-23): the last reader wakes a writer of an attached
// vma, whose target is VMA_LOCK_OFFSET + 1, but not a detacher, whose target is
// VMA_LOCK_OFFSET.
#pragma once

#include "impl/refcnt-6.15/vma_lock.h"

namespace vmalock::impl::refcnt_wake_attached_only
{

struct lock : refcnt_6_15::lock {
};

template <class L>
concept version = refcnt_6_15::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"writer_woken", "B-23", "deadlock", "refcnt-6.15"},
};

inline constexpr ImplInfo info = {
	.name = "refcnt-wake-attached-only",
	.kernel = "6.15, changed",
	.commit = "-",
	.idea = "refcnt-6.15 whose last reader forgets that a detacher may "
		"wait",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
void vma_refcount_put(vm_area_struct<K, L> *vma)
{
	auto mm = vma->vm_mm.load();
	auto left = refcount_sub_return(1, &vma->vm_refcnt, at<L, "put">,
					at<L, "put_zero">);

	if (left == refcnt_6_15::VMA_LOCK_OFFSET + 1)
		rcuwait_wake_up(&mm->vma_writer_wait);
}

} // namespace vmalock::impl::refcnt_wake_attached_only

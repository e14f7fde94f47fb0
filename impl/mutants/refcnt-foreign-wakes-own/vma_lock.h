// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-6.17 (B-2): the put wakes a writer of the mm in which the
// vma was looked up, not of the one that it belongs to now.
#pragma once

#include "impl/refcnt-6.17/vma_lock.h"

namespace vmalock::impl::refcnt_foreign_wakes_own
{

struct lock : refcnt_6_17::lock {
};

template <class L>
concept version = refcnt_6_17::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"lookup_reused", "B-2", "deadlock", "refcnt-6.17"},
};

inline constexpr ImplInfo info = {
	.name = "refcnt-foreign-wakes-own",
	.kernel = "6.17, changed",
	.commit = "-",
	.idea = "refcnt-6.17 that wakes the mm of the lookup",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
void vma_put_foreign(mm_struct<K, L> *mm, vm_area_struct<K, L> *vma)
{
	auto left = refcount_sub_return(1, &vma->vm_refcnt, at<L, "put">,
					at<L, "put_zero">);

	if (left != 0 && refcnt_6_15::is_vma_writer_only(left))
		rcuwait_wake_up(&mm->vma_writer_wait);
}

} // namespace vmalock::impl::refcnt_foreign_wakes_own

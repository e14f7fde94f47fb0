// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-6.15: a reader that leaves never wakes the writer.
#pragma once

#include "impl/refcnt-6.15/vma_lock.h"

namespace vmalock::impl::refcnt_no_wake
{

struct lock : refcnt_6_15::lock {
};

template <class L>
concept version = refcnt_6_15::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"writer_woken", "planted", "deadlock", "refcnt-6.15"},
};

inline constexpr ImplInfo info = {
	.name = "refcnt-no-wake",
	.kernel = "6.15, changed",
	.commit = "-",
	.idea = "refcnt-6.15 without the wake-up in vma_refcount_put",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
void vma_refcount_put(vm_area_struct<K, L> *vma)
{
	refcount_sub_return(1, &vma->vm_refcnt, at<L, "put">,
			    at<L, "put_zero">);
}

} // namespace vmalock::impl::refcnt_no_wake

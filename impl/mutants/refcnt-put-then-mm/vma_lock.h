// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-6.15 (B-6, posted v6 to v8): the put looks at vm_mm after it
// dropped the count, when the vma may be another mm's.
#pragma once

#include "impl/refcnt-6.15/vma_lock.h"

namespace vmalock::impl::refcnt_put_then_mm
{

struct lock : refcnt_6_15::lock {
};

template <class L>
concept version = refcnt_6_15::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"lookup_reused", "B-6", "data race", "refcnt-6.15"},
};

inline constexpr ImplInfo info = {
	.name = "refcnt-put-then-mm",
	.kernel = "6.15, changed",
	.commit = "-",
	.idea = "refcnt-6.15 whose put looks at the vma after the drop",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
void vma_refcount_put(vm_area_struct<K, L> *vma)
{
	auto left = refcount_sub_return(1, &vma->vm_refcnt, at<L, "put">,
					at<L, "put_zero">);

	if (left != 0 && refcnt_6_15::is_vma_writer_only(left))
		rcuwait_wake_up(&vma->vm_mm.load()->vma_writer_wait);
}

} // namespace vmalock::impl::refcnt_put_then_mm

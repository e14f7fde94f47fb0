// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-6.15 (B-7): vma_mark_detached drops the attach reference and
// assumes that it was the last one. A reader that has not looked at vm_lock_seq
// yet still holds a count.
#pragma once

#include "impl/refcnt-6.15/vma_lock.h"

namespace vmalock::impl::refcnt_detach_no_wait
{

struct lock : refcnt_6_15::lock {
};

template <class L>
concept version = refcnt_6_15::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"detach_waits", "B-7", "lock misuse|data race|failed requirement",
	 "refcnt-6.15"},
};

inline constexpr ImplInfo info = {
	.name = "refcnt-detach-no-wait",
	.kernel = "6.15, changed",
	.commit = "-",
	.idea = "refcnt-6.15 whose detach does not wait for readers",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
void vma_mark_detached(vm_area_struct<K, L> *vma)
{
	vma_assert_write_locked(vma);
	vma_assert_attached(vma);
	refcount_dec_and_test(&vma->vm_refcnt, at<L, "detach_dec">,
			      at<L, "detach_zero">);
}

} // namespace vmalock::impl::refcnt_detach_no_wait

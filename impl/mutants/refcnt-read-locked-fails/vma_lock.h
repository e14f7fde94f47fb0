// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-6.15: vma_start_read_locked treats another reader as a
// reason to fail.
#pragma once

#include "impl/refcnt-6.15/vma_lock.h"

namespace vmalock::impl::refcnt_read_locked_fails
{

struct lock : refcnt_6_15::lock {
};

template <class L>
concept version = refcnt_6_15::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"start_read_locked_succeeds", "planted", "failed requirement",
	 "refcnt-6.15"},
};

inline constexpr ImplInfo info = {
	.name = "refcnt-read-locked-fails",
	.kernel = "6.15, changed",
	.commit = "-",
	.idea = "refcnt-6.15 whose vma_start_read_locked fails on contention",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
bool vma_start_read_locked(vm_area_struct<K, L> *vma)
{
	constexpr int no_reader_yet = 2;

	mmap_assert_locked(vma->vm_mm.load());
	return refcount_inc_not_zero_limited_acquire(&vma->vm_refcnt,
						     no_reader_yet,
						     at<L, "reader_locked_inc">)
		.done;
}

} // namespace vmalock::impl::refcnt_read_locked_fails

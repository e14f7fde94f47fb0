// SPDX-License-Identifier: GPL-2.0-only OR MIT
// The refcount lock as posted in its sixth version (16 December 2024), the
// first one with a count: detaching drops the attach reference and does not
// wait for readers that are about to give up (B-7). Its last patches waited
// when the vma was freed (vma_ensure_detached); how is not in our sources, so
// this is the lock before them.
#pragma once

#include "impl/refcnt-v7/vma_lock.h"

namespace vmalock::impl::refcnt_v6
{

struct lock : refcnt_v7::lock {
};

template <class L>
concept version = refcnt_v7::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"reader_excludes_writer", "B-4", "data race|failed requirement",
	 "refcnt-6.15"},
	{"detach_waits", "B-7", "lock misuse|data race", "refcnt-6.15"},
	{"*", "B-4", "data race|failed requirement|use after free|lock misuse"},
};

inline constexpr ImplInfo info = {
	.name = "refcnt-v6",
	.kernel = "6.13, posted v6",
	.commit = "-",
	.idea = "v7 whose detach does not wait for the readers",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.follows = "rwsem-6.14",
};

template <kernel_platform K, version L>
void vma_mark_attached(vm_area_struct<K, L> *vma)
{
	vma_assert_write_locked(vma);
	if (!refcount_read(&vma->vm_refcnt, at<L, "assert_refcnt">))
		refcount_set(&vma->vm_refcnt, 1, at<L, "attach">);
}

template <kernel_platform K, version L>
void vma_mark_detached(vm_area_struct<K, L> *vma)
{
	vma_assert_write_locked(vma);
	refcount_dec_and_test(&vma->vm_refcnt, at<L, "detach_dec">,
			      at<L, "detach_zero">);
}

} // namespace vmalock::impl::refcnt_v6

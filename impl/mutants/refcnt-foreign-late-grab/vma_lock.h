// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-6.17 (B-2): the other mm is pinned after the put, when it
// may be gone.
#pragma once

#include "impl/refcnt-6.17/vma_lock.h"

namespace vmalock::impl::refcnt_foreign_late_grab
{

struct lock : refcnt_6_17::lock {
};

template <class L>
concept version = refcnt_6_17::version<L> && std::derived_from<L, lock>;

/* Relacy's default search may need longer than a test has. */
inline constexpr KnownBug known_bugs[] = {
	{"foreign_mm_exits", "B-2", "use after free", "refcnt-6.17", "rc11"},
};

inline constexpr ImplInfo info = {
	.name = "refcnt-foreign-late-grab",
	.kernel = "6.17, changed",
	.commit = "-",
	.idea = "refcnt-6.17 that pins the other mm too late",
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

	mmgrab(mm);
	if (left != 0 && refcnt_6_15::is_vma_writer_only(left))
		rcuwait_wake_up(&mm->vma_writer_wait);
	mmdrop(mm);
}

template <kernel_platform K, version L>
void vma_put_foreign(mm_struct<K, L> *, vm_area_struct<K, L> *vma)
{
	K::rcu_read_unlock();
	vma_refcount_put(vma);
	K::rcu_read_lock();
}

} // namespace vmalock::impl::refcnt_foreign_late_grab

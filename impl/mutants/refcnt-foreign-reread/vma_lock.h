// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-6.17 (B-2, the first posted form of its fix): vm_mm is read
// again for the mmdrop, after the put, when the vma may be gone.
#pragma once

#include "impl/refcnt-6.17/vma_lock.h"

namespace vmalock::impl::refcnt_foreign_reread
{

struct lock : refcnt_6_17::lock {
};

template <class L>
concept version = refcnt_6_17::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"foreign_mm_exits", "B-2", "use after free|data race", "refcnt-6.17"},
};

inline constexpr ImplInfo info = {
	.name = "refcnt-foreign-reread",
	.kernel = "6.17, changed",
	.commit = "-",
	.idea = "refcnt-6.17 that reads vm_mm again after the put",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
void vma_put_foreign(mm_struct<K, L> *, vm_area_struct<K, L> *vma)
{
	K::rcu_read_unlock();
	mmgrab(vma->vm_mm.load());
	vma_refcount_put(vma);
	mmdrop(vma->vm_mm.load());
	K::rcu_read_lock();
}

} // namespace vmalock::impl::refcnt_foreign_reread

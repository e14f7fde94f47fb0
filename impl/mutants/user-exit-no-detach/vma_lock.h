// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of the users of refcnt-6.17 (U-10, fixed by fe605930f074): an exiting
// mm frees its vmas without detaching them, as it could before they were reused
// within a grace period. A reader with an old pointer then pins the dying mm.
#pragma once

#include "harness/kernel/users.h"
#include "impl/refcnt-6.17/vma_lock.h"

namespace vmalock::impl::user_exit_no_detach
{

struct lock : refcnt_6_17::lock {
};

template <class L>
concept version = refcnt_6_17::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"foreign_mm_exits", "U-10", "use after free", "refcnt-6.17"},
};

inline constexpr ImplInfo info = {
	.name = "user-exit-no-detach",
	.kernel = "6.17, changed",
	.commit = "-",
	.idea = "refcnt-6.17 whose exit does not detach",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
void exit_mmap(mm_struct<K, L> *mm)
{
	mmap_write_lock(mm);
	for (unsigned long page = 0; page < tree_pages; ++page) {
		auto vma = mas_find(&mm->mm_mt, page);
		if (vma)
			kmem_cache_free(&mm->host->vm_area_cachep, vma);
	}
	mt_destroy(&mm->mm_mt);
	mmap_write_unlock(mm);
}

} // namespace vmalock::impl::user_exit_no_detach

// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-6.15: a downgrade is an unlock and a new read lock. Another
// writer may get in between.
#pragma once

#include "impl/refcnt-6.15/vma_lock.h"

namespace vmalock::impl::refcnt_downgrade_unlocks
{

struct lock : refcnt_6_15::lock {
};

template <class L>
concept version = refcnt_6_15::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"downgrade_keeps_space", "planted", "failed requirement|data race",
	 "refcnt-6.15"},
};

inline constexpr ImplInfo info = {
	.name = "refcnt-downgrade-unlocks",
	.kernel = "6.15, changed",
	.commit = "-",
	.idea = "refcnt-6.15 whose downgrade lets go of the mmap lock",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
void mmap_write_downgrade(mm_struct<K, L> *mm)
{
	vma_end_write_all(mm);
	up_write(&mm->mmap_lock);
	down_read(&mm->mmap_lock);
}

} // namespace vmalock::impl::refcnt_downgrade_unlocks

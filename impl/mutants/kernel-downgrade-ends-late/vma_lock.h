// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-7.0: whose downgrade ends the vma write locks afterwards.
#pragma once

#include "impl/refcnt-7.0/vma_lock.h"

namespace vmalock::impl::kernel_downgrade_ends_late
{

struct lock : refcnt_7_0::lock {
};

template <class L>
concept version = refcnt_7_0::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"downgrade_joined", "planted", "lock misuse", "refcnt-7.0"},
	{"downgrade_keeps_space", "planted", "lock misuse", "refcnt-7.0"},
};

inline constexpr ImplInfo info = {
	.name = "kernel-downgrade-ends-late",
	.kernel = "7.0, changed",
	.commit = "-",
	.idea = "refcnt-7.0 whose downgrade ends the vma write locks "
		"afterwards",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
void mmap_write_downgrade(mm_struct<K, L> *mm)
{
	downgrade_write(&mm->mmap_lock);
	vma_end_write_all(mm);
}

} // namespace vmalock::impl::kernel_downgrade_ends_late

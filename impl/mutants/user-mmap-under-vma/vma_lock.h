// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of the users of refcnt-6.15 (U-11): the mmap lock is taken while the
// vma is still locked for read.
#pragma once

#include "harness/kernel/users.h"
#include "impl/refcnt-6.15/vma_lock.h"

namespace vmalock::impl::user_mmap_under_vma
{

struct lock : refcnt_6_15::lock {
};

template <class L>
concept version = refcnt_6_15::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"fault_falls_back", "U-11", "deadlock", "refcnt-6.15"},
};

inline constexpr ImplInfo info = {
	.name = "user-mmap-under-vma",
	.kernel = "6.15, changed",
	.commit = "-",
	.idea = "refcnt-6.15 whose fault takes the mmap lock under the vma "
		"lock",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
void fault_fall_back(mm_struct<K, L> *mm, vm_area_struct<K, L> *vma)
{
	mmap_read_lock(mm);
	vma_end_read(vma);
}

} // namespace vmalock::impl::user_mmap_under_vma

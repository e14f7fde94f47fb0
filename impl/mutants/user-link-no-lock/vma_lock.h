// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of the users of rwsem-6.5 (U-3, fixed by 33313a747e81): a new vma is
// put into the tree without its write lock.
#pragma once

#include "impl/rwsem-6.5/vma_lock.h"

namespace vmalock::impl::user_link_no_lock
{

struct lock : rwsem_6_5::lock {
};

template <class L>
concept version = rwsem_6_5::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"new_vma_locked", "U-3", "data race|failed requirement", "rwsem-6.5"},
};

inline constexpr ImplInfo info = {
	.name = "user-link-no-lock",
	.kernel = "6.4, changed",
	.commit = "-",
	.idea = "rwsem-6.5 that maps a vma without its lock",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
void vma_link(mm_struct<K, L> *mm, vm_area_struct<K, L> *vma,
	      unsigned long start, unsigned long end)
{
	vma_mark_attached(vma);
	mas_store(&mm->mm_mt, start, end, vma);
}

} // namespace vmalock::impl::user_link_no_lock

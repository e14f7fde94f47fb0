// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of rwsem-6.5 (B-8, as released before 6.12): the lookup compares the
// range before it tests `detached`.
#pragma once

#include "impl/rwsem-6.4/vma_lock.h"
#include "impl/rwsem-6.5/vma_lock.h"

namespace vmalock::impl::rwsem_range_first
{

struct lock : rwsem_6_5::lock {
};

template <class L>
concept version = rwsem_6_5::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"detach_waits", "B-8", "data race", "rwsem-6.5"},
};

inline constexpr ImplInfo info = {
	.name = "rwsem-range-first",
	.kernel = "6.5 to 6.11",
	.commit = "-",
	.idea = "rwsem-6.5 with the lookup of 6.4",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
vm_area_struct<K, L> *lock_vma_under_rcu(mm_struct<K, L> *mm,
					 unsigned long address)
{
	return rwsem_6_4::lock_vma_range_first(mm, address);
}

} // namespace vmalock::impl::rwsem_range_first

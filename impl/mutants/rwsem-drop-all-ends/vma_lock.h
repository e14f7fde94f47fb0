// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of rwsem-6.5 (B-9, as released before the fix of July 2023): dropping
// the locks of all reverse mappings ends all vma write locks.
#pragma once

#include "impl/rwsem-6.5/vma_lock.h"

namespace vmalock::impl::rwsem_drop_all_ends
{

struct lock : rwsem_6_5::lock {
};

template <class L>
concept version = rwsem_6_5::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"nested_locks_keep", "B-9", "data race|failed requirement",
	 "rwsem-6.5"},
};

inline constexpr ImplInfo info = {
	.name = "rwsem-drop-all-ends",
	.kernel = "6.4, 6.5",
	.commit = "-",
	.idea = "rwsem-6.5 whose nested helper ends vma write locks",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
void mm_drop_all_locks(mm_struct<K, L> *mm)
{
	vma_end_write_all(mm);
}

} // namespace vmalock::impl::rwsem_drop_all_ends

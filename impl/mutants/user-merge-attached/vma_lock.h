// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of rwsem-6.5: whose merge does not detach what it swallows.
#pragma once

#include "impl/rwsem-6.5/vma_lock.h"

namespace vmalock::impl::user_merge_attached
{

struct lock : rwsem_6_5::lock {
};

template <class L>
concept version = rwsem_6_5::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"vma_merges", "planted", "data race|failed requirement|use after free",
	 "rwsem-6.5"},
};

inline constexpr ImplInfo info = {
	.name = "user-merge-attached",
	.kernel = "6.5, changed",
	.commit = "-",
	.idea = "rwsem-6.5 whose merge does not detach what it swallows",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
void vma_expand_detach(vm_area_struct<K, L> *)
{
}

} // namespace vmalock::impl::user_merge_attached

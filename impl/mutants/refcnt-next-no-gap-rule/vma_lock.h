// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-7.2: whose walk does not look again for a vma in the gap.
#pragma once

#include "impl/refcnt-7.2/vma_lock.h"

namespace vmalock::impl::refcnt_next_no_gap_rule
{

struct lock : refcnt_7_2::lock {
};

template <class L>
concept version = refcnt_7_2::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"maps_have_no_gap", "planted", "failed requirement", "refcnt-7.2"},
};

inline constexpr ImplInfo info = {
	.name = "refcnt-next-no-gap-rule",
	.kernel = "7.2, changed",
	.commit = "-",
	.idea = "refcnt-7.2 whose walk does not look again for a vma in "
		"the gap",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
bool vma_is_next(mm_struct<K, L> *, refcnt_6_17::vma_iterator<K, L> *,
		 unsigned long, vm_area_struct<K, L> *, auto)
{
	return true;
}

} // namespace vmalock::impl::refcnt_next_no_gap_rule

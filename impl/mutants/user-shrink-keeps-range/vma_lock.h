// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-7.0: whose shrunk vma keeps its range.
#pragma once

#include "impl/refcnt-7.0/vma_lock.h"

namespace vmalock::impl::user_shrink_keeps_range
{

struct lock : refcnt_7_0::lock {
};

template <class L>
concept version = refcnt_7_0::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"vma_shrinks", "planted", "failed requirement", "refcnt-7.0"},
};

inline constexpr ImplInfo info = {
	.name = "user-shrink-keeps-range",
	.kernel = "7.0, changed",
	.commit = "-",
	.idea = "refcnt-7.0 whose shrunk vma keeps its range",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
void vma_set_shrunk_range(vm_area_struct<K, L> *, unsigned long, unsigned long)
{
}

} // namespace vmalock::impl::user_shrink_keeps_range

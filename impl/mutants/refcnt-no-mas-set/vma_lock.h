// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-6.18 (B-3, 6.18-rc): the lookup starts again where the last
// walk ended, in a node that may be freed since RCU was dropped.
#pragma once

#include "impl/refcnt-6.18/vma_lock.h"

namespace vmalock::impl::refcnt_no_mas_set
{

struct lock : refcnt_6_18::lock {
};

template <class L>
concept version = refcnt_6_18::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"lookup_retries", "B-3", "use after free", "refcnt-6.18"},
};

inline constexpr ImplInfo info = {
	.name = "refcnt-no-mas-set",
	.kernel = "6.18, changed",
	.commit = "-",
	.idea = "refcnt-6.18 whose lookup keeps the state of its walk",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
void mas_set(ma_state<K, vm_area_struct<K, L>> *mas, unsigned long address)
{
	mas->index = address;
}

} // namespace vmalock::impl::refcnt_no_mas_set

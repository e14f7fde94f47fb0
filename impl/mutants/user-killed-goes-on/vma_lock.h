// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-7.0: whose killed writer goes on.
#pragma once

#include "impl/refcnt-7.0/vma_lock.h"

namespace vmalock::impl::user_killed_goes_on
{

struct lock : refcnt_7_0::lock {
};

template <class L>
concept version = refcnt_7_0::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"signal_wakes", "planted", "data race|failed requirement",
	 "refcnt-7.0"},
};

inline constexpr ImplInfo info = {
	.name = "user-killed-goes-on",
	.kernel = "7.0, changed",
	.commit = "-",
	.idea = "refcnt-7.0 whose killed writer goes on",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
int vma_modify_killable(vm_area_struct<K, L> *vma, unsigned long start,
			unsigned long end)
{
	int error = vma_start_write_killable(vma);

	vma_set_range(vma, start, end);
	return error;
}

} // namespace vmalock::impl::user_killed_goes_on

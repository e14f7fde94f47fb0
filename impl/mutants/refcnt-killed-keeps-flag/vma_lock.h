// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-7.0 (B-18): a killed writer leaves the flag set that keeps
// readers out.
#pragma once

#include "impl/refcnt-7.0/vma_lock.h"

namespace vmalock::impl::refcnt_killed_keeps_flag
{

struct lock : refcnt_7_0::lock {
};

template <class L>
concept version = refcnt_7_0::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"killed_writer", "B-18", "failed requirement|lock misuse|deadlock",
	 "refcnt-7.0"},
};

inline constexpr ImplInfo info = {
	.name = "refcnt-killed-keeps-flag",
	.kernel = "7.0, changed",
	.commit = "-",
	.idea = "refcnt-7.0 whose killed writer leaves its flag",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
void vma_undo_exclude_readers(vm_area_struct<K, L> *,
			      refcnt_7_0::vma_exclude_readers_state *)
{
}

} // namespace vmalock::impl::refcnt_killed_keeps_flag

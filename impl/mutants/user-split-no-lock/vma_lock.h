// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-7.0: whose split does not lock the vma.
#pragma once

#include "impl/refcnt-7.0/vma_lock.h"

namespace vmalock::impl::user_split_no_lock
{

struct lock : refcnt_7_0::lock {
};

template <class L>
concept version = refcnt_7_0::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"vma_splits", "planted", "data race|failed requirement", "refcnt-7.0"},
};

inline constexpr ImplInfo info = {
	.name = "user-split-no-lock",
	.kernel = "7.0, changed",
	.commit = "-",
	.idea = "refcnt-7.0 whose split does not lock the vma",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
void split_lock_old(vm_area_struct<K, L> *)
{
}

} // namespace vmalock::impl::user_split_no_lock

// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-7.0: whose downgrade forgets that it is a reader now.
#pragma once

#include "impl/refcnt-7.0/vma_lock.h"

namespace vmalock::impl::kernel_downgrade_releases
{

struct lock : refcnt_7_0::lock {
};

template <class L>
concept version = refcnt_7_0::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"downgrade_joined", "planted", "lock misuse|data race", "refcnt-7.0"},
	{"downgrade_wakes", "planted", "lock misuse", "refcnt-7.0"},
};

inline constexpr ImplInfo info = {
	.name = "kernel-downgrade-releases",
	.kernel = "7.0, changed",
	.commit = "-",
	.idea = "refcnt-7.0 whose downgrade forgets that it is a reader "
		"now",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
void downgrade_write(rw_semaphore<K, L> *sem, Where where = Where::here())
{
	up_write(sem, where);
}

} // namespace vmalock::impl::kernel_downgrade_releases

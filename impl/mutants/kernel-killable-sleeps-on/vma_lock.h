// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-7.0: whose killable down_write ignores its signal.
#pragma once

#include "impl/refcnt-7.0/vma_lock.h"

namespace vmalock::impl::kernel_killable_sleeps_on
{

struct lock : refcnt_7_0::lock {
};

template <class L>
concept version = refcnt_7_0::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"mmap_lock_killed", "planted", "deadlock", "refcnt-7.0"},
};

inline constexpr ImplInfo info = {
	.name = "kernel-killable-sleeps-on",
	.kernel = "7.0, changed",
	.commit = "-",
	.idea = "refcnt-7.0 whose killable down_write ignores its signal",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L, class Wait>
int rwsem_wait_killable(rw_semaphore<K, L> *sem, task_struct<K, L> *, Wait wait,
			Where where)
{
	wait(sem, where);
	return 0;
}

} // namespace vmalock::impl::kernel_killable_sleeps_on

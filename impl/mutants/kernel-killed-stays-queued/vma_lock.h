// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-7.0: whose killed waiter stays on the list.
#pragma once

#include "impl/refcnt-7.0/vma_lock.h"

namespace vmalock::impl::kernel_killed_stays_queued
{

struct lock : refcnt_7_0::lock {
};

template <class L>
concept version = refcnt_7_0::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"mmap_lock_killed", "planted", "deadlock", "refcnt-7.0"},
};

inline constexpr ImplInfo info = {
	.name = "kernel-killed-stays-queued",
	.kernel = "7.0, changed",
	.commit = "-",
	.idea = "refcnt-7.0 whose killed waiter stays on the list",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
std::optional<rwsem_word> rwsem_try_write_lock(const rw_semaphore<K, L> *,
					       rwsem_word w, unsigned task,
					       bool asleep)
{
	if (rwsem_find(w, task) == 0u && (!asleep || w & RWSEM_WOKEN) &&
	    rwsem_free(w))
		return rwsem_del_waiter(w, 0) | RWSEM_WRITER_LOCKED;
	if (rwsem_killed(w, task))
		return w;
	return std::nullopt;
}

template <kernel_platform K, version L>
bool rwsem_leave(rw_semaphore<K, L> *, unsigned, Where)
{
	return true;
}

} // namespace vmalock::impl::kernel_killed_stays_queued

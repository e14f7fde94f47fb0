// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-7.0: whose killed first waiter wakes nobody behind it.
#pragma once

#include "impl/refcnt-7.0/vma_lock.h"

namespace vmalock::impl::kernel_killed_wakes_nobody
{

struct lock : refcnt_7_0::lock {
};

template <class L>
concept version = refcnt_7_0::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"mmap_lock_killed", "planted", "deadlock", "refcnt-7.0"},
};

inline constexpr ImplInfo info = {
	.name = "kernel-killed-wakes-nobody",
	.kernel = "7.0, changed",
	.commit = "-",
	.idea = "refcnt-7.0 whose killed first waiter wakes nobody behind "
		"it",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
std::optional<rwsem_word> rwsem_try_write_lock(const rw_semaphore<K, L> *,
					       rwsem_word w, unsigned task,
					       bool asleep)
{
	auto place = rwsem_find(w, task);

	if (!place)
		return std::nullopt;
	if (*place == 0 && (!asleep || w & RWSEM_WOKEN) && rwsem_free(w))
		return rwsem_del_waiter(w, 0) | RWSEM_WRITER_LOCKED;
	if (rwsem_killed(w, task))
		return rwsem_del_waiter(w, *place);
	return std::nullopt;
}

} // namespace vmalock::impl::kernel_killed_wakes_nobody

// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-7.0: that wakes one reader at a time.
#pragma once

#include "impl/refcnt-7.0/vma_lock.h"

namespace vmalock::impl::kernel_wakes_one_reader
{

struct lock : refcnt_7_0::lock {
};

template <class L>
concept version = refcnt_7_0::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"mmap_readers_together", "planted", "deadlock", "refcnt-7.0"},
};

inline constexpr ImplInfo info = {
	.name = "kernel-wakes-one-reader",
	.kernel = "7.0, changed",
	.commit = "-",
	.idea = "refcnt-7.0 that wakes one reader at a time",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
rwsem_word rwsem_mark_wake(const rw_semaphore<K, L> *, rwsem_word w)
{
	if (!rwsem_waiters(w) || !rwsem_free(w))
		return w;
	if (rwsem_first_waiter(w).writer())
		return w | RWSEM_WOKEN;
	return rwsem_del_waiter(w, 0) + RWSEM_READER_BIAS;
}

} // namespace vmalock::impl::kernel_wakes_one_reader

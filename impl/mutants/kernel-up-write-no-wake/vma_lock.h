// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-7.0: whose up_write wakes nobody.
#pragma once

#include "impl/refcnt-7.0/vma_lock.h"

namespace vmalock::impl::kernel_up_write_no_wake
{

struct lock : refcnt_7_0::lock {
};

template <class L>
concept version = refcnt_7_0::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"mmap_readers_woken", "planted", "deadlock", "refcnt-7.0"},
	{"mmap_writers_in_turn", "planted", "deadlock", "refcnt-7.0"},
};

inline constexpr ImplInfo info = {
	.name = "kernel-up-write-no-wake",
	.kernel = "7.0, changed",
	.commit = "-",
	.idea = "refcnt-7.0 whose up_write wakes nobody",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
void up_write(rw_semaphore<K, L> *sem, Where where = Where::here())
{
	sem->owner.store(0, where);
	sem->count.fetch_sub(RWSEM_WRITER_LOCKED, kernel::at<"up_write">,
			     where);
}

} // namespace vmalock::impl::kernel_up_write_no_wake

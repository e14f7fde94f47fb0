// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-7.0: whose up_read wakes nobody.
#pragma once

#include "impl/refcnt-7.0/vma_lock.h"

namespace vmalock::impl::kernel_up_read_no_wake
{

struct lock : refcnt_7_0::lock {
};

template <class L>
concept version = refcnt_7_0::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"mmap_readers_woken", "planted", "deadlock", "refcnt-7.0"},
	{"sigreturn_faults", "planted", "deadlock", "refcnt-7.0"},
};

inline constexpr ImplInfo info = {
	.name = "kernel-up-read-no-wake",
	.kernel = "7.0, changed",
	.commit = "-",
	.idea = "refcnt-7.0 whose up_read wakes nobody",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
void up_read(rw_semaphore<K, L> *sem, Where where = Where::here())
{
	sem->count.fetch_sub(RWSEM_READER_BIAS, kernel::at<"up_read">, where);
}

} // namespace vmalock::impl::kernel_up_read_no_wake

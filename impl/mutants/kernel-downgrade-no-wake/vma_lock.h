// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-7.0: whose downgrade wakes nobody.
#pragma once

#include "impl/refcnt-7.0/vma_lock.h"

namespace vmalock::impl::kernel_downgrade_no_wake
{

struct lock : refcnt_7_0::lock {
};

template <class L>
concept version = refcnt_7_0::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"downgrade_wakes", "planted", "deadlock", "refcnt-7.0"},
};

inline constexpr ImplInfo info = {
	.name = "kernel-downgrade-no-wake",
	.kernel = "7.0, changed",
	.commit = "-",
	.idea = "refcnt-7.0 whose downgrade wakes nobody",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
void downgrade_write(rw_semaphore<K, L> *sem, Where where = Where::here())
{
	sem->owner.store(0, where);
	sem->count.fetch_add(RWSEM_READER_BIAS - RWSEM_WRITER_LOCKED,
			     kernel::at<"downgrade_write">, where);
}

} // namespace vmalock::impl::kernel_downgrade_no_wake

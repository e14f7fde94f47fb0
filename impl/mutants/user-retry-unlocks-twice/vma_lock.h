// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of the users of refcnt-6.15 (U-9): the caller of a fault handler drops
// the vma lock although the handler has done so.
#pragma once

#include "harness/kernel/users.h"
#include "impl/refcnt-6.15/vma_lock.h"

namespace vmalock::impl::user_retry_unlocks_twice
{

struct lock : refcnt_6_15::lock {
};

template <class L>
concept version = refcnt_6_15::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"fault_retries", "U-9", "deadlock|lock misuse|data race",
	 "refcnt-6.15"},
};

inline constexpr ImplInfo info = {
	.name = "user-retry-unlocks-twice",
	.kernel = "6.15, changed",
	.commit = "-",
	.idea = "refcnt-6.15 whose faults drop the lock twice",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
void fault_end_read(vm_area_struct<K, L> *vma, vm_fault)
{
	vma_end_read(vma);
}

} // namespace vmalock::impl::user_retry_unlocks_twice

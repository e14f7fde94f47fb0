// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of the users of rwsem-6.5 (U-9): a fault handler that asks for a retry
// leaves the vma locked.
#pragma once

#include "harness/kernel/users.h"
#include "impl/rwsem-6.5/vma_lock.h"

namespace vmalock::impl::user_retry_keeps_lock
{

struct lock : rwsem_6_5::lock {
};

template <class L>
concept version = rwsem_6_5::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"fault_retries", "U-9", "deadlock", "rwsem-6.5"},
};

inline constexpr ImplInfo info = {
	.name = "user-retry-keeps-lock",
	.kernel = "6.5, changed",
	.commit = "-",
	.idea = "rwsem-6.5 whose fault handler keeps the lock",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
vm_fault handle_mm_fault(vm_area_struct<K, L> *)
{
	return static_cast<vm_fault>(K::choose(3));
}

} // namespace vmalock::impl::user_retry_keeps_lock

// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of rwsem-6.5: whose flags change without the vma lock.
#pragma once

#include "harness/kernel/users.h"
#include "impl/rwsem-6.5/vma_lock.h"

namespace vmalock::impl::user_flags_no_lock
{

struct lock : rwsem_6_5::lock {
};

template <class L>
concept version = rwsem_6_5::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"guard_flag_lost", "planted", "failed requirement", "rwsem-6.5"},
};

inline constexpr ImplInfo info = {
	.name = "user-flags-no-lock",
	.kernel = "6.5, changed",
	.commit = "-",
	.idea = "rwsem-6.5 whose flags change without the vma lock",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
void vm_flags_set(vm_area_struct<K, L> *vma, unsigned long flags,
		  Where where = Where::here())
{
	auto old = vma->vm_flags.load(kernel::at<"vm_flags_load">, where);
	vma->vm_flags.store(old | flags, kernel::at<"vm_flags_store">, where);
}

} // namespace vmalock::impl::user_flags_no_lock

// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of the users of rwsem-6.5 (U-4, fixed by c137381f71ae): a stack grows
// without its write lock.
#pragma once

#include "harness/kernel/users.h"
#include "impl/rwsem-6.5/vma_lock.h"

namespace vmalock::impl::user_stack_no_lock
{

struct lock : rwsem_6_5::lock {
};

template <class L>
concept version = rwsem_6_5::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"stack_grows", "U-4", "data race|failed requirement", "rwsem-6.5"},
};

inline constexpr ImplInfo info = {
	.name = "user-stack-no-lock",
	.kernel = "6.4, changed",
	.commit = "-",
	.idea = "rwsem-6.5 whose stacks grow without the lock",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
void expand_downwards(vm_area_struct<K, L> *vma, unsigned long start)
{
	vma->vm_start.store(start);
}

} // namespace vmalock::impl::user_stack_no_lock

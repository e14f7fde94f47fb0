// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of the users of rwsem-6.5 (U-7, fixed by 49b0638502da): a page walk
// relies on the mmap lock alone.
#pragma once

#include "harness/kernel/users.h"
#include "impl/rwsem-6.5/vma_lock.h"

namespace vmalock::impl::user_walk_no_lock
{

struct lock : rwsem_6_5::lock {
};

template <class L>
concept version = rwsem_6_5::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"walk_locks_vma", "U-7", "failed requirement", "rwsem-6.5"},
};

inline constexpr ImplInfo info = {
	.name = "user-walk-no-lock",
	.kernel = "6.5, changed",
	.commit = "-",
	.idea = "rwsem-6.5 whose page walks do not write-lock",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
void process_vma_walk_lock(vm_area_struct<K, L> *)
{
}

} // namespace vmalock::impl::user_walk_no_lock

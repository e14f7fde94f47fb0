// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of the users of rwsem-6.5 (U-2, fixed by fb49c455323f): fork does not
// write-lock the vmas that it copies.
#pragma once

#include "harness/kernel/users.h"
#include "impl/rwsem-6.5/vma_lock.h"

namespace vmalock::impl::user_fork_no_lock
{

struct lock : rwsem_6_5::lock {
};

template <class L>
concept version = rwsem_6_5::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"fork_write_locks", "U-2", "failed requirement", "rwsem-6.5"},
};

inline constexpr ImplInfo info = {
	.name = "user-fork-no-lock",
	.kernel = "6.4, changed",
	.commit = "-",
	.idea = "rwsem-6.5 whose fork does not write-lock",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
void dup_mmap_lock(vm_area_struct<K, L> *)
{
}

} // namespace vmalock::impl::user_fork_no_lock

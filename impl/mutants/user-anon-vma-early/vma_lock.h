// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of the users of rwsem-6.5 (U-1, fixed by 657b5146955e): the fault
// looks at anon_vma before it locks the vma, and goes on without the mmap lock
// if it is gone by then.
#pragma once

#include "harness/kernel/users.h"
#include "impl/rwsem-6.5/vma_lock.h"

namespace vmalock::impl::user_anon_vma_early
{

struct lock : rwsem_6_5::lock {
};

template <class L>
concept version = rwsem_6_5::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"mremap_unlinks", "U-1", "lock misuse", "rwsem-6.5"},
};

inline constexpr ImplInfo info = {
	.name = "user-anon-vma-early",
	.kernel = "6.4, changed",
	.commit = "-",
	.idea = "rwsem-6.5 whose fault looks at anon_vma before the lock",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
auto fault_anon_vma(vm_area_struct<K, L> *vma)
{
	/* It was there before the lock. */
	if (!anon_vma_of(vma))
		anon_vma_prepare(vma);
	return anon_vma_of(vma);
}

} // namespace vmalock::impl::user_anon_vma_early

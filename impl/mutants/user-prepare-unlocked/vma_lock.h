// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of rwsem-6.5: whose fault makes an anon_vma under the vma lock.
#pragma once

#include "harness/kernel/users.h"
#include "impl/rwsem-6.5/vma_lock.h"

namespace vmalock::impl::user_prepare_unlocked
{

struct lock : rwsem_6_5::lock {
};

template <class L>
concept version = rwsem_6_5::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"neighbour_unmapped", "planted", "data race|use after free",
	 "rwsem-6.5"},
};

inline constexpr ImplInfo info = {
	.name = "user-prepare-unlocked",
	.kernel = "6.5, changed",
	.commit = "-",
	.idea = "rwsem-6.5 whose fault makes an anon_vma under the vma "
		"lock",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
void anon_vma_assert_locked(vm_area_struct<K, L> *)
{
}

template <kernel_platform K, version L>
auto fault_anon_vma(vm_area_struct<K, L> *vma)
{
	anon_vma_prepare(vma);
	return anon_vma_of(vma);
}

} // namespace vmalock::impl::user_prepare_unlocked

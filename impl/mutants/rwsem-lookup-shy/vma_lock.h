// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of rwsem-6.5: whose lookup gives up on a vma that has readers.
#pragma once

#include "impl/rwsem-6.5/vma_lock.h"

namespace vmalock::impl::rwsem_lookup_shy
{

struct lock : rwsem_6_5::lock {
};

template <class L>
concept version = rwsem_6_5::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"lookup_must_find", "planted", "failed requirement", "rwsem-6.5"},
};

inline constexpr ImplInfo info = {
	.name = "rwsem-lookup-shy",
	.kernel = "6.5, changed",
	.commit = "-",
	.idea = "rwsem-6.5 whose lookup gives up on a vma that has "
		"readers",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
bool vma_start_read(vm_area_struct<K, L> *vma)
{
	if (rwsem_is_locked(&vma->vm_lock.load(at<L, "vm_lock">)->lock))
		return false;
	return rwsem_6_5::vma_start_read<K, L>(vma);
}

} // namespace vmalock::impl::rwsem_lookup_shy

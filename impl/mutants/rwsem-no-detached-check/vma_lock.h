// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of rwsem-6.5: the lookup does not look at `detached`. A stale vma can
// be locked once its unmapper has dropped the mmap lock.
#pragma once

#include "impl/rwsem-6.5/vma_lock.h"

namespace vmalock::impl::rwsem_no_detached_check
{

struct lock : rwsem_6_5::lock {
};

template <class L>
concept version = rwsem_6_5::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"detach_waits", "planted", "failed requirement|data race",
	 "rwsem-6.5"},
};

inline constexpr ImplInfo info = {
	.name = "rwsem-no-detached-check",
	.kernel = "6.5, changed",
	.commit = "-",
	.idea = "rwsem-6.5 whose lookup does not check `detached`",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
vm_area_struct<K, L> *lock_vma_under_rcu(mm_struct<K, L> *mm,
					 unsigned long address)
{
	auto mas = MA_STATE(&mm->mm_mt, address);

	K::rcu_read_lock();
	vm_area_struct<K, L> *vma = mas_walk(&mas);
	if (!vma || !vma_start_read(vma)) {
		K::rcu_read_unlock();
		return nullptr;
	}
	if (address < vma->vm_start.load() || address >= vma->vm_end.load()) {
		vma_end_read(vma);
		vma = nullptr;
	}
	K::rcu_read_unlock();
	return vma;
}

} // namespace vmalock::impl::rwsem_no_detached_check

// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-6.15: the lookup does not look at the range of the vma that
// it locked, which may have moved since it was found.
#pragma once

#include "impl/refcnt-6.15/vma_lock.h"

namespace vmalock::impl::refcnt_no_range_check
{

struct lock : refcnt_6_15::lock {
};

template <class L>
concept version = refcnt_6_15::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"lookup_attached", "planted", "failed requirement", "refcnt-6.15"},
};

inline constexpr ImplInfo info = {
	.name = "refcnt-no-range-check",
	.kernel = "6.15, changed",
	.commit = "-",
	.idea = "refcnt-6.15 whose lookup does not check the range again",
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
	if (vma)
		vma = vma_start_read(mm, vma);
	if (IS_ERR_OR_NULL(vma)) {
		K::rcu_read_unlock();
		return nullptr;
	}
	if (vma->vm_mm.load() != mm) {
		vma_end_read(vma);
		vma = nullptr;
	}
	K::rcu_read_unlock();
	return vma;
}

} // namespace vmalock::impl::refcnt_no_range_check

// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-6.15: whose lookup is no RCU reader.
#pragma once

#include "impl/refcnt-6.15/vma_lock.h"

namespace vmalock::impl::refcnt_lookup_no_rcu
{

struct lock : refcnt_6_15::lock {
};

template <class L>
concept version = refcnt_6_15::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"lookup_retries", "planted", "use after free", "refcnt-6.15"},
};

inline constexpr ImplInfo info = {
	.name = "refcnt-lookup-no-rcu",
	.kernel = "6.15, changed",
	.commit = "-",
	.idea = "refcnt-6.15 whose lookup is no RCU reader",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
vm_area_struct<K, L> *lock_vma_under_rcu(mm_struct<K, L> *mm,
					 unsigned long address)
{
	auto mas = MA_STATE(&mm->mm_mt, address);
	auto found = mas_walk(&mas);

	if (!found)
		return nullptr;
	auto vma = vma_start_read(mm, found);
	if (IS_ERR_OR_NULL(vma))
		return nullptr;
	if (vma->vm_mm.load() != mm || address < vma->vm_start.load() ||
	    address >= vma->vm_end.load()) {
		vma_end_read(vma);
		return nullptr;
	}
	return vma;
}

} // namespace vmalock::impl::refcnt_lookup_no_rcu

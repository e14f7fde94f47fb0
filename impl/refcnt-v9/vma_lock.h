// SPDX-License-Identifier: GPL-2.0-only OR MIT
// The refcount lock as posted in its ninth version (10 January 2025): no
// acquire where a reader counts itself (B-4), no release where a vma is
// attached (B-5), and no second look when a vma was detached meanwhile.
//
// Not verified: the reader limit; it is 6.15's here.
#pragma once

#include "impl/refcnt-6.15/vma_lock.h"
#include "impl/refcnt-v9/orderings.h"

namespace vmalock::impl::refcnt_v9
{

struct lock : refcnt_6_15::lock {
	static constexpr auto &sites = refcnt_v9::sites;
};

template <class L>
concept version = refcnt_6_15::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"reader_excludes_writer", "B-4", "data race|failed requirement",
	 "refcnt-6.15"},
	{"foreign_mm_exits", "B-2", "use after free", "refcnt-6.17", "tso"},
	{"*", "B-4", "data race|failed requirement|use after free"},
};

inline constexpr ImplInfo info = {
	.name = "refcnt-v9",
	.kernel = "6.13, posted v9",
	.commit = "-",
	.idea = "neither acquire at the reader's count nor release at attach",
	.sites = sites,
	.known_bugs = known_bugs,
	.follows = "refcnt-v8",
};

/* A detached vma is a failure like any other. */
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
	if (vma->vm_mm.load() != mm || address < vma->vm_start.load() ||
	    address >= vma->vm_end.load()) [[unlikely]] {
		vma_end_read(vma);
		vma = nullptr;
	}
	K::rcu_read_unlock();
	return vma;
}

} // namespace vmalock::impl::refcnt_v9

// SPDX-License-Identifier: GPL-2.0-only OR MIT
// The refcount lock as posted in its tenth version (13 February 2025): what was
// merged for 6.15, but for one thing. A lookup that finds a detached vma hands
// the error to vma_end_read() (B-12); it was fixed before the merge.
//
// Not verified: at which of its exits the lookup did so.
#pragma once

#include "impl/refcnt-6.15/vma_lock.h"

namespace vmalock::impl::refcnt_v10
{

struct lock : refcnt_6_15::lock {
};

template <class L>
concept version = refcnt_6_15::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"foreign_mm_put", "B-2", "use after free", "refcnt-6.17"},
	{"foreign_numbers_meet", "B-2", "use after free|lock misuse",
	 "refcnt-6.17"},
	{"detach_waits", "B-12", "lock misuse", "refcnt-6.15"},
	{"reader_excludes_writer",
	 "B-27",
	 "data race|failed requirement",
	 "seq_begin_store=release",
	 "rc11 lkmm",
	 {1, 2, 1}},
	{"guard_flag_lost", "B-20", "failed requirement", "writer_wait=acquire",
	 "lkmm"},
	{"writer_loads_early", "B-20", "data race", "writer_wait=acquire",
	 "lkmm"},
	{"writer_loads_late", "B-21", "data race", "seq_end_store=release",
	 "lkmm"},
	{"*", "B-12", "lock misuse"},
};

inline constexpr ImplInfo info = {
	.name = "refcnt-v10",
	.kernel = "6.14, posted v10",
	.commit = "-",
	.idea = "what became 6.15, with an error pointer that is unlocked",
	.sites = refcnt_6_15::sites,
	.known_bugs = known_bugs,
	.follows = "refcnt-v9",
};

template <kernel_platform K, version L>
void vma_end_read(vm_area_struct<K, L> *vma)
{
	/* harness: the kernel dereferences the error and dies. */
	if (IS_ERR(vma))
		K::misuse("vma_end_read of an error pointer");
	else
		vma_refcount_put(vma);
}

/* As 6.15, but an error ends where a vma that does not fit does. */
template <kernel_platform K, version L>
vm_area_struct<K, L> *lock_vma_under_rcu(mm_struct<K, L> *mm,
					 unsigned long address)
{
	auto mas = MA_STATE(&mm->mm_mt, address);

	K::rcu_read_lock();
	vm_area_struct<K, L> *vma = mas_walk(&mas);
	if (vma)
		vma = vma_start_read(mm, vma);
	if (vma &&
	    (IS_ERR(vma) || vma->vm_mm.load() != mm ||
	     address < vma->vm_start.load() || address >= vma->vm_end.load())) {
		vma_end_read(vma);
		vma = nullptr;
	}
	K::rcu_read_unlock();
	return vma;
}

} // namespace vmalock::impl::refcnt_v10

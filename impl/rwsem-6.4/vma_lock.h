// SPDX-License-Identifier: GPL-2.0-only OR MIT
// The per-VMA lock of Linux 6.4 (5e31275cc997, 50ee32537206): rwsem-6.5 before
// its orderings (B-1), with the lookup as it was until August 2024 (B-8).
#pragma once

#include "impl/rwsem-6.4/orderings.h"
#include "impl/rwsem-6.5/vma_lock.h"

namespace vmalock::impl::rwsem_6_4
{

struct lock : rwsem_6_5::lock {
	static constexpr auto &sites = rwsem_6_4::sites;
};

template <class L>
concept version = rwsem_6_5::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"reader_sees_writer", "B-1", "data race|failed requirement",
	 "rwsem-6.5"},
	{"detach_waits", "B-8", "data race", "rwsem-6.5"},
	{"*", "B-1", "data race|failed requirement|use after free"},
};

inline constexpr ImplInfo info = {
	.name = "rwsem-6.4",
	.kernel = "6.4",
	.commit = "5e31275cc997",
	.idea = "the first one: sequence numbers without release and acquire",
	.sites = sites,
	.known_bugs = known_bugs,
};

/*
 * The range is compared before `detached` is tested: with the rcu_head of a
 * vma that is being freed, which lies over the range (B-8).
 */
template <kernel_platform K, class L>
vm_area_struct<K, L> *lock_vma_range_first(mm_struct<K, L> *mm,
					   unsigned long address)
{
	unsigned retries = lookup_retries;
	auto mas = MA_STATE(&mm->mm_mt, address);

	K::rcu_read_lock();
	for (;;) {
		auto vma = mas_walk(&mas);
		if (!vma || !vma_start_read(vma))
			break;

		if (address < vma->vm_start.load() ||
		    address >= vma->vm_end.load()) [[unlikely]] {
			vma_end_read(vma);
			break;
		}
		if (vma->detached.load()) {
			vma_end_read(vma);
			count_vma_lock_miss(mm->host);
			/* harness: the kernel retries without a limit. */
			if (retries-- == 0)
				break;
			continue;
		}
		K::rcu_read_unlock();
		return vma;
	}
	K::rcu_read_unlock();
	return nullptr;
}

template <kernel_platform K, version L>
vm_area_struct<K, L> *lock_vma_under_rcu(mm_struct<K, L> *mm,
					 unsigned long address)
{
	return lock_vma_range_first(mm, address);
}

} // namespace vmalock::impl::rwsem_6_4

// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-7.0: whose lookup takes the page behind a vma for one of it.
#pragma once

#include "impl/refcnt-7.0/vma_lock.h"

namespace vmalock::impl::refcnt_range_end
{

struct lock : refcnt_7_0::lock {
};

template <class L>
concept version = refcnt_7_0::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"vma_shrinks", "planted", "failed requirement", "refcnt-7.0"},
};

inline constexpr ImplInfo info = {
	.name = "refcnt-range-end",
	.kernel = "7.0, changed",
	.commit = "-",
	.idea = "refcnt-7.0 whose lookup takes the page behind a vma for "
		"one of it",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
vm_area_struct<K, L> *lock_vma_under_rcu(mm_struct<K, L> *mm,
					 unsigned long address)
{
	unsigned retries = lookup_retries;
	auto mas = MA_STATE(&mm->mm_mt, address);

	for (;;) {
		K::rcu_read_lock();
		auto found = mas_walk(&mas);
		if (!found) {
			K::rcu_read_unlock();
			return nullptr;
		}

		auto vma = vma_start_read(mm, found);
		if (IS_ERR(vma) && PTR_ERR(vma) == -EAGAIN) {
			count_vma_lock_miss(mm->host);
			mas_set(&mas, address);
			if (retries-- == 0)
				return nullptr;
			continue;
		}
		if (!vma)
			return nullptr;

		K::rcu_read_unlock();
		if (address < vma->vm_start.load() ||
		    address > vma->vm_end.load()) [[unlikely]] {
			vma_end_read(vma);
			return nullptr;
		}
		return vma;
	}
}

} // namespace vmalock::impl::refcnt_range_end

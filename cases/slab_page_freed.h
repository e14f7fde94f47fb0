// SPDX-License-Identifier: MIT
// Writer 0 unmaps a vma and frees it. Writer 1 gives the pages of the cache
// back meanwhile: that of the vma, if it is free.
#pragma once

#include "cases/common/space.h"

namespace vmalock::cases
{

template <class K, class L>
struct slab_page_freed {
	static constexpr CaseInfo info = {
		.name = "slab_page_freed",
		.goal = "A page of the cache is freed after the last use of "
			"its objects",
		.guarantees = "L-4",
		.bound = {.readers = 0, .writers = 2, .rounds = 1},
		.max = {.readers = 2, .writers = 2, .rounds = 1},
		.min = {.readers = 0, .writers = 1, .rounds = 1},
	};

	const Bound bound;
	address_space<K, L> space;

	explicit slab_page_freed(const Bound &b) : bound(b)
	{
	}

	void before()
	{
		space.boot();
		vm_mmap(space.mm, 0, 1);
	}

	void unmap()
	{
		mmap_write_lock(space.mm);
		auto vma = mas_find(&space.mm->mm_mt, 0);
		vma_unmap(space.mm, vma, 0, 1);
		mmap_write_unlock(space.mm);
		remove_vma(vma, false);
	}

	void writer(unsigned i)
	{
		if (i == 0)
			unmap();
		if (i == bound.writers - 1)
			kmem_cache_shrink(&space.host->vm_area_cachep);
	}

	void reader(unsigned i)
	{
		auto vma = lock_vma_under_rcu(space.mm, 0);

		K::observe("found", i, vma != nullptr);
		if (vma)
			vma_end_read(vma);
	}

	void after()
	{
		space.shut_down();
	}
};

} // namespace vmalock::cases

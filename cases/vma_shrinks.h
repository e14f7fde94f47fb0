// SPDX-License-Identifier: MIT
// A vma of two pages loses one of them while a reader looks that one up: it may
// find the vma by what the tree said before.
#pragma once

#include "cases/common/space.h"

namespace vmalock::cases
{

template <class K, class L>
struct vma_shrinks {
	static constexpr CaseInfo info = {
		.name = "vma_shrinks",
		.goal = "A lookup does not return a vma that does not cover "
			"the address any more",
		.guarantees = "R-31 R-6",
		.bound = {.readers = 1, .writers = 1, .rounds = 1},
		.max = {.readers = 2, .writers = 1, .rounds = 1},
	};

	address_space<K, L> space;
	typename address_space<K, L>::vm_area_struct *vma;

	explicit vma_shrinks(const Bound &)
	{
	}

	void before()
	{
		space.boot();
		vma = vm_mmap(space.mm, 0, 2);
	}

	/* One end or the other: `lost` is the page that goes. */
	void writer(unsigned)
	{
		mmap_write_lock(space.mm);
		unsigned lost = K::choose(2);
		vma_shrink(space.mm, vma, lost, lost + 1);
		mmap_write_unlock(space.mm);
	}

	void reader(unsigned i)
	{
		unsigned long page = K::choose(2);
		auto found = lock_vma_under_rcu(space.mm, page);

		K::observe("found", i, found != nullptr);
		if (!found)
			return;
		K::require(found->vm_start.load() <= page &&
				   page < found->vm_end.load(),
			   "R-31", "the vma found does not cover the address");
		vma_end_read(found);
	}

	void after()
	{
		K::require(vma->vm_end.load() - vma->vm_start.load() == 1,
			   "R-31", "a vma covers a page that is not mapped");
		space.shut_down();
	}
};

} // namespace vmalock::cases

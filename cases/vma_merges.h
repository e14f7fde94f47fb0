// SPDX-License-Identifier: MIT
// Two neighbours become one vma: the first one grows over the second one, which
// is freed while a reader may have found it.
#pragma once

#include "cases/common/space.h"

namespace vmalock::cases
{

template <class K, class L>
struct vma_merges {
	static constexpr CaseInfo info = {
		.name = "vma_merges",
		.goal = "A vma that a merge swallows is detached before it is "
			"freed",
		.guarantees = "R-31 L-3 L-4",
		.bound = {.readers = 1, .writers = 1, .rounds = 1},
		.max = {.readers = 2, .writers = 1, .rounds = 1},
	};

	address_space<K, L> space;
	typename address_space<K, L>::vm_area_struct *vma;
	typename address_space<K, L>::vm_area_struct *next;

	explicit vma_merges(const Bound &)
	{
	}

	void before()
	{
		space.boot();
		vma = vm_mmap(space.mm, 0, 1);
		next = vm_mmap(space.mm, 1, 2);
	}

	void writer(unsigned)
	{
		mmap_write_lock(space.mm);
		vma_expand(space.mm, vma, next);
		mmap_write_unlock(space.mm);
		remove_vma(next, false);
	}

	void reader(unsigned i)
	{
		auto found = lock_vma_under_rcu(space.mm, 1);

		K::observe("found", i, found != nullptr);
		if (!found)
			return;
		auto start = found->vm_start.load();
		K::require(start <= 1 && found->vm_end.load() == 2, "R-31",
			   "the vma found does not cover the address");
		K::observe("start", i, static_cast<std::int64_t>(start));
		vma_end_read(found);
	}

	void after()
	{
		space.shut_down();
	}
};

} // namespace vmalock::cases

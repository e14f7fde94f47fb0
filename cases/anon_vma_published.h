// SPDX-License-Identifier: MIT
// One fault makes the anon_vma of a vma, under the mmap lock for read; another
// one, under the vma lock, finds it at any time after it was set (U-8).
#pragma once

#include "cases/common/space.h"
#include "harness/kernel/users.h"

namespace vmalock::cases
{

template <class K, class L>
struct anon_vma_published {
	static constexpr CaseInfo info = {
		.name = "anon_vma_published",
		.goal = "An anon_vma that a reader of the vma finds is "
			"complete",
		.guarantees = "R-11",
		.bound = {.readers = 2, .writers = 0, .rounds = 1},
		.max = {.readers = 3, .writers = 0, .rounds = 1},
		.min = {.readers = 1, .writers = 0, .rounds = 1},
	};

	address_space<K, L> space;
	typename address_space<K, L>::vm_area_struct *vma;

	explicit anon_vma_published(const Bound &)
	{
	}

	void before()
	{
		space.boot();
		vma = vm_mmap(space.mm, 0, 1);
	}

	void writer(unsigned)
	{
	}

	void reader(unsigned i)
	{
		if (i == 0) {
			mmap_read_lock(space.mm);
			anon_vma_prepare(vma);
			mmap_read_unlock(space.mm);
			return;
		}
		if (!vma_read_trylock(space.mm, vma))
			return;
		auto found = anon_vma_of(vma);
		if (found)
			K::require(found->root.load() == 1, "R-11",
				   "a reader found half an anon_vma");
		K::observe("found", i, found != nullptr);
		vma_end_read(vma);
	}

	void after()
	{
		unlink_anon_vmas(vma);
		space.shut_down();
	}
};

} // namespace vmalock::cases

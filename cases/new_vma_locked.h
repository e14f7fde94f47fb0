// SPDX-License-Identifier: MIT
// A new vma is changed after it was put into the tree, in the same section: it
// must be write-locked from the start (U-3).
#pragma once

#include "cases/common/space.h"
#include "harness/kernel/users.h"

namespace vmalock::cases
{

template <class K, class L>
struct new_vma_locked {
	static constexpr CaseInfo info = {
		.name = "new_vma_locked",
		.goal = "A lookup does not get a new vma before its mmap is "
			"done",
		.guarantees = "R-6 L-1 L-5",
		.bound = {.readers = 1, .writers = 1, .rounds = 1},
		.max = {.readers = 2, .writers = 1, .rounds = 1},
	};

	address_space<K, L> space;

	explicit new_vma_locked(const Bound &)
	{
	}

	void before()
	{
		space.boot();
	}

	void writer(unsigned)
	{
		mmap_write_lock(space.mm);
		auto vma = mmap_region(space.mm, 0, 1);
		vma->vm_flags.store(VM_CHANGED);
		mmap_write_unlock(space.mm);
	}

	void reader(unsigned i)
	{
		auto vma = lock_vma_under_rcu(space.mm, 0);

		K::observe("found", i, vma != nullptr);
		if (!vma)
			return;
		K::require(vma->vm_flags.load() == VM_CHANGED, "L-5",
			   "a lookup got a vma before its mmap was done");
		vma_end_read(vma);
	}

	void after()
	{
		space.shut_down();
	}
};

} // namespace vmalock::cases

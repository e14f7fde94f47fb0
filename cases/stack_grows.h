// SPDX-License-Identifier: MIT
// A stack grows downwards while faults on it run (U-4).
#pragma once

#include "cases/common/space.h"
#include "harness/kernel/users.h"

namespace vmalock::cases
{

template <class K, class L>
struct stack_grows {
	static constexpr CaseInfo info = {
		.name = "stack_grows",
		.goal = "A stack does not grow under a fault",
		.guarantees = "R-16 R-12",
		.bound = {.readers = 1, .writers = 1, .rounds = 1},
		.max = {.readers = 2, .writers = 1, .rounds = 1},
	};

	address_space<K, L> space;
	typename address_space<K, L>::vm_area_struct *vma;

	explicit stack_grows(const Bound &)
	{
	}

	void before()
	{
		space.boot();
		vma = vm_mmap(space.mm, 1, 2);
	}

	void writer(unsigned)
	{
		mmap_write_lock(space.mm);
		expand_downwards(vma, 0);
		mas_store(&space.mm->mm_mt, 0, 1, vma);
		mmap_write_unlock(space.mm);
	}

	void reader(unsigned i)
	{
		auto found = lock_vma_under_rcu(space.mm, 1);

		K::observe("found", i, found != nullptr);
		if (!found)
			return;
		auto start = found->vm_start.load();
		K::require(start == found->vm_start.load(), "R-16",
			   "the stack grew under a fault");
		vma_end_read(found);
	}

	void after()
	{
		space.shut_down();
	}
};

} // namespace vmalock::cases

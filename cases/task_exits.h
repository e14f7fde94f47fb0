// SPDX-License-Identifier: MIT
// A writer that had to wait for readers ends, and its task is freed after a
// grace period. A reader may be about to wake it.
#pragma once

#include "cases/common/space.h"

namespace vmalock::cases
{

template <class K, class L>
struct task_exits {
	static constexpr CaseInfo info = {
		.name = "task_exits",
		.goal = "Nobody wakes a task that is gone",
		.guarantees = "L-6 L-8",
		.bound = {.readers = 1, .writers = 2, .rounds = 1},
		.max = {.readers = 2, .writers = 2, .rounds = 1},
	};

	const Bound bound;
	address_space<K, L> space;
	typename address_space<K, L>::vm_area_struct *vma;

	explicit task_exits(const Bound &b) : bound(b)
	{
	}

	void before()
	{
		space.boot();
		vma = vm_mmap(space.mm, 0, 1);
		for (unsigned i = 0; i < bound.writers; i++)
			copy_process(space.host, i);
	}

	void writer(unsigned)
	{
		mmap_write_lock(space.mm);
		vma_start_write(vma);
		mmap_write_unlock(space.mm);
		do_exit(space.host);
	}

	void reader(unsigned i)
	{
		bool locked = vma_read_trylock(space.mm, vma);

		if (locked)
			vma_end_read(vma);
		K::observe("locked", i, locked);
	}

	void after()
	{
		space.shut_down();
	}
};

} // namespace vmalock::cases

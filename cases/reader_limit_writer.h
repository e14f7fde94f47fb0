// SPDX-License-Identifier: MIT
// One more reader fits below the writer's bit of the count. A writer comes, two
// readers try, and the crowd leaves.
#pragma once

#include "cases/common/space.h"

namespace vmalock::cases
{

template <class K, class L>
struct reader_limit_writer {
	static constexpr CaseInfo info = {
		.name = "reader_limit_writer",
		.goal = "At the limit of readers a writer waits for all of "
			"them, and the count stays what it is",
		.guarantees = "R-22 R-25 R-12",
		.bound = {.readers = 2, .writers = 1, .rounds = 1},
		.max = {.readers = 2, .writers = 1, .rounds = 1},
		.min = {.readers = 2, .writers = 1, .rounds = 1},
	};

	address_space<K, L> space;
	typename address_space<K, L>::vm_area_struct *vma;
	bool limited;

	explicit reader_limit_writer(const Bound &)
	{
	}

	static constexpr int room = 1;

	void before()
	{
		space.boot();
		vma = vm_mmap(space.mm, 0, 1);
		limited = vma_crowd(vma, room);
	}

	void writer(unsigned)
	{
		mmap_write_lock(space.mm);
		vma_start_write(vma);
		vma_set_range(vma, 1, 2);
		mmap_write_unlock(space.mm);
	}

	/* The last of the crowd wakes the writer as any reader does. */
	void crowd_leaves()
	{
		K::require(vma->vm_end.load() == 1, "R-12",
			   "a writer got in although readers are inside");
		vma_uncrowd_put(vma, room);
	}

	void reader(unsigned i)
	{
		if (i == 0) {
			if (limited)
				crowd_leaves();
			return;
		}
		unsigned locked = 0;
		for (unsigned n = 0; n < 2; n++)
			locked += vma_read_trylock(space.mm, vma);
		for (unsigned n = 0; n < locked; n++) {
			K::require(vma->vm_end.load() ==
					   vma->vm_start.load() + 1,
				   "R-12", "half of a writer's change");
			vma_end_read(vma);
		}
		K::observe("locked", i, locked);
	}

	void after()
	{
		space.shut_down();
	}
};

} // namespace vmalock::cases

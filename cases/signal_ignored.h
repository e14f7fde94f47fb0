// SPDX-License-Identifier: MIT
// A writer that cannot be killed waits for a reader while a signal comes for
// it.
#pragma once

#include "cases/common/space.h"

namespace vmalock::cases
{

template <class K, class L>
struct signal_ignored {
	static constexpr CaseInfo info = {
		.name = "signal_ignored",
		.goal = "A wait that is not killable does not end by a signal",
		.guarantees = "R-20 R-12",
		.bound = {.readers = 2, .writers = 1, .rounds = 1},
		.max = {.readers = 2, .writers = 1, .rounds = 1},
	};

	address_space<K, L> space;
	typename address_space<K, L>::vm_area_struct *vma;

	explicit signal_ignored(const Bound &)
	{
	}

	void before()
	{
		space.boot();
		vma = vm_mmap(space.mm, 0, 1);
		K::require(vma_read_trylock(space.mm, vma), "R-12",
			   "a reader failed although nobody writes this vma");
	}

	void writer(unsigned)
	{
		mmap_write_lock(space.mm);
		vma_start_write(vma);
		vma_set_range(vma, 1, 2);
		mmap_write_unlock(space.mm);
	}

	void reader(unsigned i)
	{
		if (i == 1) {
			send_sigkill(space.host->tasks[0], 0);
			return;
		}
		K::require(vma->vm_start.load() == 0 && vma->vm_end.load() == 1,
			   "R-12", "a reader saw a writer's change");
		vma_end_read(vma);
	}

	void after()
	{
		space.shut_down();
	}
};

} // namespace vmalock::cases

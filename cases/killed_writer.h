// SPDX-License-Identifier: MIT
// A writer that waits for a reader is killed, if the version has a killable
// wait. Then nothing is locked, and nothing is left behind: it takes the lock
// again, as an exit does, and readers can come back afterwards.
#pragma once

#include "cases/common/space.h"

namespace vmalock::cases
{

template <class K, class L>
struct killed_writer {
	static constexpr CaseInfo info = {
		.name = "killed_writer",
		.goal = "A writer that was killed while it waited locked "
			"nothing and left nothing behind",
		.guarantees = "R-20 R-26 R-27",
		.bound = {.readers = 2, .writers = 1, .rounds = 1},
		.max = {.readers = 2, .writers = 1, .rounds = 1},
	};

	address_space<K, L> space;
	typename address_space<K, L>::vm_area_struct *vma;

	explicit killed_writer(const Bound &)
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
		int err = vma_start_write_killable(vma);
		/* Whoever is killed unmaps all the same. */
		if (err)
			vma_start_write(vma);
		vma_set_range(vma, 1, 2);
		mmap_write_unlock(space.mm);
		K::observe("killed", 0, err != 0);
	}

	/* Inside from the start. */
	void holder()
	{
		auto start = vma->vm_start.load();

		K::require(vma->vm_end.load() == start + 1, "R-12",
			   "a reader saw half of a writer's change");
		vma_end_read(vma);
	}

	void reader(unsigned i)
	{
		if (i == 0)
			holder();
		else
			send_sigkill(space.host->tasks[0], 0);
	}

	void after()
	{
		bool locked = vma_read_trylock(space.mm, vma);

		K::require(locked, "R-27",
			   "a killed writer keeps the readers out");
		if (locked)
			vma_end_read(vma);
		space.shut_down();
	}
};

} // namespace vmalock::cases

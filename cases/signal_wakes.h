// SPDX-License-Identifier: MIT
// Reader 0 holds the vma and leaves only when the writer, who waits for it, has
// given up. Reader 1 kills the writer, before, during or after it goes to
// sleep.
#pragma once

#include "cases/common/space.h"

namespace vmalock::cases
{

template <class K, class L>
struct signal_wakes {
	static constexpr CaseInfo info = {
		.name = "signal_wakes",
		.goal = "A killable writer that waits is woken by a signal",
		.guarantees = "R-20 R-26",
		.bound = {.readers = 2, .writers = 1, .rounds = 1},
		.max = {.readers = 2, .writers = 1, .rounds = 1},
		.min = {.readers = 2, .writers = 1, .rounds = 1},
	};

	address_space<K, L> space;
	typename address_space<K, L>::vm_area_struct *vma;
	bool killable;
	typename K::template shared<unsigned> gave_up{0u, "gave_up"};

	explicit signal_wakes(const Bound &)
	{
	}

	void before()
	{
		space.boot();
		vma = vm_mmap(space.mm, 0, 1);
		killable = vma_write_is_killable(vma);
		K::require(vma_read_trylock(space.mm, vma), "R-12",
			   "a reader failed although nobody writes this vma");
	}

	void writer(unsigned)
	{
		mmap_write_lock(space.mm);
		int err = vma_modify_killable(vma, 1, 2);
		K::require(!killable || err, "R-12",
			   "a writer got in although a reader is inside");
		mmap_write_unlock(space.mm);
		gave_up.store(1, order::release);
	}

	/* A version that cannot be killed waits for the reader. */
	void holder()
	{
		if (killable)
			gave_up.await([](unsigned v) { return v == 1; },
				      order::acquire);
		K::require(vma->vm_start.load() == 0, "R-12",
			   "a reader saw a writer's change");
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
		space.shut_down();
	}
};

} // namespace vmalock::cases

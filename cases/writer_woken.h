// SPDX-License-Identifier: MIT
// A writer that finds readers inside sleeps, first for the write lock and then
// for the detach. Whatever the timing, the last reader must wake it: a thread
// that sleeps when all others have ended is an error.
#pragma once

#include "cases/common/space.h"

namespace vmalock::cases
{

template <class K, class L>
struct writer_woken {
	static constexpr CaseInfo info = {
		.name = "writer_woken",
		.goal = "A sleeping writer is woken once the readers have left",
		.guarantees = "L-8 R-20",
		.bound = {.readers = 1, .writers = 1, .rounds = 1},
		.max = {.readers = 3, .writers = 2, .rounds = 2},
	};

	const Bound bound;
	address_space<K, L> space;
	typename address_space<K, L>::vm_area_struct *vma;

	explicit writer_woken(const Bound &b) : bound(b)
	{
	}

	void before()
	{
		space.boot();
		vma = vm_mmap(space.mm, 0, 1);
	}

	void writer(unsigned i)
	{
		mmap_write_lock(space.mm);
		if (i == 0)
			vma_unmap(space.mm, vma, 0, 1);
		else
			vma_start_write(vma);
		mmap_write_unlock(space.mm);
	}

	void reader(unsigned i)
	{
		unsigned locked = 0;

		for (unsigned round = 0; round < bound.rounds; round++) {
			if (vma_read_trylock(space.mm, vma)) {
				vma_end_read(vma);
				locked++;
			}
		}
		K::observe("locked", i, locked);
	}

	void after()
	{
		remove_vma(vma, true);
		space.shut_down();
	}
};

} // namespace vmalock::cases

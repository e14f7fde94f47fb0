// SPDX-License-Identifier: MIT
// A reader holds a vma while the mm's sequence number goes on: other writers
// come and go, and the last one wants this vma. It must wait, whatever the
// number is by then. With numbers that wrap within the section it does not: its
// own number looks as if it had the lock already (B-22).
#pragma once

#include "cases/common/space.h"

namespace vmalock::cases
{

template <class K, class L>
struct long_read_section {
	static constexpr CaseInfo info = {
		.name = "long_read_section",
		.goal = "A read lock excludes a writer also after other write "
			"sections of the mm",
		.guarantees = "R-12 R-28",
		.bound = {.readers = 1, .writers = 1, .rounds = 1},
		.max = {.readers = 1, .writers = 1, .rounds = 64},
	};

	const Bound bound;
	address_space<K, L> space;
	typename address_space<K, L>::vm_area_struct *vma;

	explicit long_read_section(const Bound &b) : bound(b)
	{
	}

	void before()
	{
		space.boot();
		vma = vm_mmap(space.mm, 0, 1);
		K::require(vma_read_trylock(space.mm, vma), "R-12",
			   "a reader failed although nobody writes this vma");
		for (unsigned round = 0; round < bound.rounds; round++) {
			mmap_write_lock(space.mm);
			mmap_write_unlock(space.mm);
		}
	}

	void writer(unsigned)
	{
		mmap_write_lock(space.mm);
		vma_start_write(vma);
		vma_set_range(vma, 1, 2);
		mmap_write_unlock(space.mm);
	}

	void reader(unsigned)
	{
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

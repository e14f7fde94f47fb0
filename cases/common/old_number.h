// SPDX-License-Identifier: MIT
// A vma that was locked long ago, a reader and a writer of it; the numbers by
// which they tell a lock from none have gone on meanwhile.
#pragma once

#include "cases/common/space.h"

namespace vmalock::cases
{

/* Sections: how many write sections of the mm went by. */
template <class K, class L, unsigned Sections>
struct old_number {
	address_space<K, L> space;
	typename address_space<K, L>::vm_area_struct *vma;

	void before()
	{
		space.boot();
		vma = vm_mmap(space.mm, 0, 1);
		mmap_lock_advance(space.mm, Sections);
		/* Inside from here on: nobody has locked the vma. */
		K::require(vma_read_trylock(space.mm, vma), "R-28",
			   "a vma that nobody has locked is taken for locked");
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
		bool locked = vma_read_trylock(space.mm, vma);

		K::require(locked, "R-28",
			   "a vma is taken for locked after the unlock");
		if (locked)
			vma_end_read(vma);
		space.shut_down();
	}
};

} // namespace vmalock::cases

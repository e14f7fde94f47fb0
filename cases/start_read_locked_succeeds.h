// SPDX-License-Identifier: MIT
// Reader 0 takes the mmap lock for read, then the vma, then gives up the mmap
// lock (as userfaultfd's move does). With the mmap lock held no writer is in,
// and other readers are no reason to fail.
#pragma once

#include "cases/common/space.h"

namespace vmalock::cases
{

template <class K, class L>
struct start_read_locked_succeeds {
	static constexpr CaseInfo info = {
		.name = "start_read_locked_succeeds",
		.goal = "vma_start_read_locked does not fail on contention, "
			"and excludes writers afterwards",
		.guarantees = "R-22 R-14 R-23",
		.bound = {.readers = 2, .writers = 1, .rounds = 1},
		.max = {.readers = 2, .writers = 2, .rounds = 1},
	};

	address_space<K, L> space;
	typename address_space<K, L>::vm_area_struct *vma;

	explicit start_read_locked_succeeds(const Bound &)
	{
	}

	void before()
	{
		space.boot();
		vma = vm_mmap(space.mm, 0, 1);
	}

	void writer(unsigned)
	{
		mmap_write_lock(space.mm);
		vma_start_write(vma);
		vma_set_range(vma, 1, 2);
		mmap_write_unlock(space.mm);
	}

	void locked_reader()
	{
		mmap_read_lock(space.mm);
		bool locked = vma_start_read_locked(vma);
		mmap_read_unlock(space.mm);

		K::require(locked, "R-22",
			   "vma_start_read_locked failed on contention");
		if (!locked)
			return;
		auto start = vma->vm_start.load();
		K::require(vma->vm_end.load() == start + 1, "R-12",
			   "a reader saw half of a writer's change");
		K::observe("start", 0, static_cast<std::int64_t>(start));
		vma_end_read(vma);
	}

	void reader(unsigned i)
	{
		if (i == 0) {
			locked_reader();
			return;
		}
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

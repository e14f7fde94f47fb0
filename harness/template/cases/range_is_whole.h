// SPDX-License-Identifier: MIT
// A case of your own: a writer moves a vma, and a reader looks at both ends.
// It must not see one end moved and the other not.
#pragma once

#include "cases/common/space.h"

namespace vmalock::cases
{

/* The class is the file's name. K is the platform, L the lock. */
template <class K, class L>
struct range_is_whole {
	static constexpr CaseInfo info = {
		.name = "range_is_whole",
		.goal = "A reader sees a vma moved as a whole, or not at all",
		.guarantees = "R-12",
		.bound = {.readers = 1, .writers = 1, .rounds = 1},
		.max = {.readers = 2, .writers = 2, .rounds = 1},
	};

	const Bound bound;
	address_space<K, L> space;
	typename address_space<K, L>::vm_area_struct *vma;

	explicit range_is_whole(const Bound &b) : bound(b)
	{
	}

	/* Runs alone, before the threads. */
	void before()
	{
		space.boot();
		vma = vm_mmap(space.mm, 0, 1);
	}

	void writer(unsigned)
	{
		mmap_write_lock(space.mm);
		vma_start_write(vma);
		vma_set_range(vma, vma->vm_start.load() + 1,
			      vma->vm_end.load() + 1);
		mmap_write_unlock(space.mm);
	}

	void reader(unsigned i)
	{
		if (!vma_read_trylock(space.mm, vma)) {
			K::observe("start", i, -1);
			return;
		}
		auto start = vma->vm_start.load();
		auto end = vma->vm_end.load();

		K::observe("start", i, static_cast<std::int64_t>(start));
		K::require(end == start + 1, "R-12",
			   "a reader saw one end moved, the other not");
		vma_end_read(vma);
	}

	/* Runs alone, after the threads. What is not freed here leaked. */
	void after()
	{
		space.shut_down();
	}
};

} // namespace vmalock::cases

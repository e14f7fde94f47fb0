// SPDX-License-Identifier: MIT
// Two writers of the mmap lock add to the same field.
#pragma once

#include "cases/common/space.h"

namespace vmalock::cases
{

template <class K, class L>
struct mmap_writers_in_turn {
	static constexpr CaseInfo info = {
		.name = "mmap_writers_in_turn",
		.goal = "A writer of the mmap lock sees what the writers "
			"before it stored",
		.guarantees = "R-13",
		.bound = {.readers = 0, .writers = 2, .rounds = 1},
		.max = {.readers = 0, .writers = 3, .rounds = 1},
		.min = {.readers = 0, .writers = 1, .rounds = 1},
	};

	const Bound bound;
	address_space<K, L> space;

	explicit mmap_writers_in_turn(const Bound &b) : bound(b)
	{
	}

	void before()
	{
		space.boot();
	}

	void writer(unsigned)
	{
		mmap_write_lock(space.mm);
		space.mm->map_count.store(space.mm->map_count.load() + 1);
		mmap_write_unlock(space.mm);
	}

	void reader(unsigned)
	{
	}

	void after()
	{
		K::require(space.mm->map_count.load() == bound.writers, "R-13",
			   "a writer's store is lost");
		space.shut_down();
	}
};

} // namespace vmalock::cases

// SPDX-License-Identifier: MIT
// A reader of the mmap lock may wait for a writer, who downgrades, and keeps
// the lock until the reader is inside, too.
#pragma once

#include "cases/common/space.h"

namespace vmalock::cases
{

template <class K, class L>
struct downgrade_wakes {
	static constexpr CaseInfo info = {
		.name = "downgrade_wakes",
		.goal = "A downgrade wakes the readers that wait",
		.guarantees = "R-13 R-17",
		.bound = {.readers = 2, .writers = 1, .rounds = 1},
		.max = {.readers = 3, .writers = 1, .rounds = 1},
	};

	const Bound bound;
	address_space<K, L> space;
	typename K::template shared<unsigned> joined{0u, "joined"};

	explicit downgrade_wakes(const Bound &b) : bound(b)
	{
	}

	void before()
	{
		space.boot();
	}

	void writer(unsigned)
	{
		mmap_write_lock(space.mm);
		mmap_write_downgrade(space.mm);
		joined.await(
			[all = bound.readers](unsigned n) { return n == all; },
			order::acquire);
		mmap_read_unlock(space.mm);
	}

	void reader(unsigned)
	{
		mmap_read_lock(space.mm);
		joined.fetch_add(1, order::release);
		mmap_read_unlock(space.mm);
	}

	void after()
	{
		space.shut_down();
	}
};

} // namespace vmalock::cases

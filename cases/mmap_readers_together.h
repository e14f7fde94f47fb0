// SPDX-License-Identifier: MIT
// Readers of the mmap lock come while a writer has it. They get in together:
// each stays until all are inside.
#pragma once

#include "cases/common/space.h"

namespace vmalock::cases
{

template <class K, class L>
struct mmap_readers_together {
	static constexpr CaseInfo info = {
		.name = "mmap_readers_together",
		.goal = "All readers that wait for the mmap lock are woken "
			"together",
		.guarantees = "R-13",
		.bound = {.readers = 2, .writers = 1, .rounds = 1},
		.max = {.readers = 3, .writers = 1, .rounds = 1},
	};

	const Bound bound;
	address_space<K, L> space;
	typename K::template shared<unsigned> started{0u, "started"};
	typename K::template shared<unsigned> inside{0u, "inside"};

	explicit mmap_readers_together(const Bound &b) : bound(b)
	{
	}

	void before()
	{
		space.boot();
	}

	void writer(unsigned)
	{
		mmap_write_lock(space.mm);
		started.store(1, order::release);
		mmap_write_unlock(space.mm);
	}

	void reader(unsigned)
	{
		started.await([](unsigned v) { return v == 1; },
			      order::acquire);
		mmap_read_lock(space.mm);
		inside.fetch_add(1, order::release);
		inside.await(
			[all = bound.readers](unsigned n) { return n == all; },
			order::acquire);
		mmap_read_unlock(space.mm);
	}

	void after()
	{
		space.shut_down();
	}
};

} // namespace vmalock::cases

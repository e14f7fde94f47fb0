// SPDX-License-Identifier: MIT
// Two tasks share an address space and exit. One of them has used what the last
// one frees with the mm.
#pragma once

#include "cases/common/space.h"

namespace vmalock::cases
{

template <class K, class L>
struct users_exit {
	static constexpr CaseInfo info = {
		.name = "users_exit",
		.goal = "The last user of an address space sees what the "
			"others did",
		.guarantees = "R-1",
		.bound = {.readers = 0, .writers = 2, .rounds = 1},
		.max = {.readers = 0, .writers = 3, .rounds = 1},
		.min = {.readers = 0, .writers = 1, .rounds = 1},
	};

	const Bound bound;
	address_space<K, L> space;

	explicit users_exit(const Bound &b) : bound(b)
	{
	}

	void before()
	{
		space.boot();
		vm_mmap(space.mm, 0, 1);
		for (unsigned i = 1; i < bound.writers; i++)
			mmget(space.mm);
	}

	void writer(unsigned i)
	{
		if (i == 0)
			uprobe_create_xol_area(space.mm);
		mmput(space.mm);
	}

	void reader(unsigned)
	{
	}

	void after()
	{
		halt(space.host);
	}
};

} // namespace vmalock::cases

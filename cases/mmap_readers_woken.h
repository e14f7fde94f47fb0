// SPDX-License-Identifier: MIT
// Two readers and a writer of the mmap lock. Whoever of them sleeps is woken,
// the readers together, and sees what the writer stored.
#pragma once

#include "cases/common/space.h"

namespace vmalock::cases
{

template <class K, class L>
struct mmap_readers_woken {
	static constexpr CaseInfo info = {
		.name = "mmap_readers_woken",
		.goal = "Whoever waits for the mmap lock gets it",
		.guarantees = "R-13 R-23",
		.bound = {.readers = 2, .writers = 1, .rounds = 1},
		.max = {.readers = 3, .writers = 1, .rounds = 1},
	};

	address_space<K, L> space;

	explicit mmap_readers_woken(const Bound &)
	{
	}

	void before()
	{
		space.boot();
	}

	void writer(unsigned)
	{
		mmap_write_lock(space.mm);
		space.mm->map_count.store(1);
		mmap_write_unlock(space.mm);
	}

	void reader(unsigned i)
	{
		mmap_read_lock(space.mm);
		auto count = space.mm->map_count.load();
		mmap_read_unlock(space.mm);
		K::observe("count", i, static_cast<std::int64_t>(count));
	}

	void after()
	{
		space.shut_down();
	}
};

} // namespace vmalock::cases

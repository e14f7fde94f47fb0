// SPDX-License-Identifier: MIT
// Reader 0 has the mmap lock, a writer waits for it, reader 1 comes. It must
// not overtake the writer: reader 0 waits until it stands behind it.
#pragma once

#include "cases/common/space.h"

namespace vmalock::cases
{

template <class K, class L>
struct mmap_readers_queue {
	static constexpr CaseInfo info = {
		.name = "mmap_readers_queue",
		.goal = "A reader of the mmap lock queues behind a writer "
			"that waits",
		.guarantees = "R-13 R-20",
		.bound = {.readers = 2, .writers = 1, .rounds = 1},
		.max = {.readers = 2, .writers = 1, .rounds = 1},
	};

	const Bound bound;
	address_space<K, L> space;
	typename K::template shared<unsigned> inside{0u, "inside"};
	typename K::template plain<unsigned> changed{0u, "changed"};

	explicit mmap_readers_queue(const Bound &b) : bound(b)
	{
	}

	void before()
	{
		space.boot();
	}

	void writer(unsigned)
	{
		inside.await([](unsigned v) { return v == 1; }, order::acquire);
		mmap_write_lock(space.mm);
		changed.store(1);
		mmap_write_unlock(space.mm);
	}

	/* Blocks until so many threads wait for the mmap lock. */
	void await_waiters(unsigned n)
	{
		space.mm->mmap_lock.count.await(
			[n](kernel::rwsem_word w) {
				return kernel::rwsem_entry(w, n - 1) != 0;
			},
			order::acquire);
	}

	void reader(unsigned i)
	{
		if (i == 0) {
			mmap_read_lock(space.mm);
			inside.store(1, order::release);
			await_waiters(bound.readers);
			mmap_read_unlock(space.mm);
			return;
		}
		await_waiters(1);
		bool tried = mmap_read_trylock(space.mm);
		K::require(!tried, "R-13",
			   "a trylock overtakes a writer that waits");
		if (!tried)
			mmap_read_lock(space.mm);
		K::require(changed.load() == 1, "R-13",
			   "a reader overtakes a writer that waits");
		mmap_read_unlock(space.mm);
	}

	void after()
	{
		space.shut_down();
	}
};

} // namespace vmalock::cases

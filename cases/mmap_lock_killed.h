// SPDX-License-Identifier: MIT
// Reader 0 has the mmap lock. A writer waits for it and is killed; reader 1
// waits behind the writer and must get in then, while reader 0 is inside.
#pragma once

#include "cases/common/space.h"

namespace vmalock::cases
{

template <class K, class L>
struct mmap_lock_killed {
	static constexpr CaseInfo info = {
		.name = "mmap_lock_killed",
		.goal = "A killed waiter leaves the mmap lock to those behind "
			"it",
		.guarantees = "R-20 R-23",
		.bound = {.readers = 2, .writers = 1, .rounds = 1},
		.max = {.readers = 2, .writers = 1, .rounds = 1},
		.min = {.readers = 2, .writers = 1, .rounds = 1},
	};

	address_space<K, L> space;
	typename K::template shared<unsigned> inside{0u, "inside"};
	typename K::template shared<unsigned> joined{0u, "joined"};

	explicit mmap_lock_killed(const Bound &)
	{
	}

	void before()
	{
		space.boot();
	}

	void writer(unsigned)
	{
		inside.await([](unsigned v) { return v == 1; }, order::acquire);
		int err = mmap_write_lock_killable(space.mm);
		K::require(err != 0, "R-13",
			   "a writer got in although a reader is inside");
		if (!err)
			mmap_write_unlock(space.mm);
	}

	void await_waiters(unsigned n)
	{
		space.mm->mmap_lock.count.await(
			[n](kernel::rwsem_word w) {
				return kernel::rwsem_entry(w, n - 1) != 0;
			},
			order::acquire);
	}

	void holder()
	{
		mmap_read_lock(space.mm);
		inside.store(1, order::release);
		await_waiters(2);
		send_sigkill(space.host->tasks[0], 0);
		joined.await([](unsigned v) { return v == 1; }, order::acquire);
		mmap_read_unlock(space.mm);
	}

	void reader(unsigned i)
	{
		if (i == 0) {
			holder();
			return;
		}
		await_waiters(1);
		mmap_read_lock(space.mm);
		joined.store(1, order::release);
		mmap_read_unlock(space.mm);
	}

	void after()
	{
		space.shut_down();
	}
};

} // namespace vmalock::cases

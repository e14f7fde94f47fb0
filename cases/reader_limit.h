// SPDX-License-Identifier: MIT
// As many readers hold the vma as its lock can count, but for one. One more
// gets in; the next is refused until it has left. A lock that counts on would
// take the count of readers for a writer.
#pragma once

#include "cases/common/space.h"

namespace vmalock::cases
{

template <class K, class L>
struct reader_limit {
	static constexpr CaseInfo info = {
		.name = "reader_limit",
		.goal = "No reader is counted beyond the limit of the lock",
		.guarantees = "R-22 R-25",
		.bound = {.readers = 2, .writers = 0, .rounds = 1},
		.max = {.readers = 3, .writers = 0, .rounds = 1},
		.min = {.readers = 1, .writers = 0, .rounds = 1},
	};

	static constexpr int room = 1;

	address_space<K, L> space;
	typename address_space<K, L>::vm_area_struct *vma;
	bool limited;
	typename K::template shared<int> inside{0, "inside"};

	explicit reader_limit(const Bound &)
	{
	}

	void before()
	{
		space.boot();
		vma = vm_mmap(space.mm, 0, 1);
		limited = vma_crowd(vma, room);
	}

	void writer(unsigned)
	{
	}

	void reader(unsigned i)
	{
		mmap_read_lock(space.mm);
		bool locked = vma_start_read_locked(vma);
		mmap_read_unlock(space.mm);

		K::observe("locked", i, locked);
		if (!locked)
			return;
		auto others = inside.fetch_add(1, order::relaxed);
		K::require(!limited || others < room, "R-25",
			   "more readers hold the vma than its lock can count");
		inside.fetch_sub(1, order::relaxed);
		vma_end_read(vma);
	}

	void after()
	{
		vma_uncrowd(vma, room);
		space.shut_down();
	}
};

} // namespace vmalock::cases

// SPDX-License-Identifier: MIT
// Writer 0 changes a vma and downgrades. Readers of the vma must get in while
// it still holds the mmap lock, others may join it there, and no other writer
// may change the address space before it gives the lock up.
#pragma once

#include "cases/common/space.h"

namespace vmalock::cases
{

template <class K, class L>
struct downgrade_keeps_space {
	static constexpr CaseInfo info = {
		.name = "downgrade_keeps_space",
		.goal = "A downgrade ends the vma write locks and keeps the "
			"address space stable",
		.guarantees = "R-10 R-13 R-17",
		.bound = {.readers = 1, .writers = 2, .rounds = 1},
		.max = {.readers = 2, .writers = 2, .rounds = 1},
	};

	const Bound bound;
	address_space<K, L> space;
	typename address_space<K, L>::vm_area_struct *vma;
	typename K::template shared<unsigned> downgraded{0u, "downgraded"};
	typename K::template shared<unsigned> done{0u, "done"};

	explicit downgrade_keeps_space(const Bound &b) : bound(b)
	{
	}

	void before()
	{
		space.boot();
		vma = vm_mmap(space.mm, 0, 1);
	}

	void downgrader()
	{
		mmap_write_lock(space.mm);
		vma_start_write(vma);
		vma_set_range(vma, 1, 2);
		space.mm->map_count.store(1);
		mmap_write_downgrade(space.mm);
		downgraded.store(1, order::release);

		done.await(
			[all = bound.readers](unsigned n) { return n == all; },
			order::acquire);
		K::require(space.mm->map_count.load() == 1, "R-17",
			   "the address space changed under a downgraded lock");
		mmap_read_unlock(space.mm);
	}

	void writer(unsigned i)
	{
		if (i == 0) {
			downgrader();
			return;
		}
		mmap_write_lock(space.mm);
		space.mm->map_count.store(1 + i);
		mmap_write_unlock(space.mm);
	}

	/* The vma: must be free for readers once it is downgraded. */
	void lock_vma(unsigned i)
	{
		downgraded.await([](unsigned v) { return v == 1; },
				 order::acquire);

		bool locked = vma_read_trylock(space.mm, vma);

		K::observe("locked", i, locked);
		K::require(locked, "R-10",
			   "the vma is write-locked after a downgrade");
		if (locked) {
			K::require(vma->vm_end.load() ==
					   vma->vm_start.load() + 1,
				   "R-12",
				   "a reader saw half of a writer's change");
			vma_end_read(vma);
		}
	}

	/* The space: who joins a downgraded lock sees the writer's stores. */
	void lock_space(unsigned i)
	{
		if (!mmap_read_trylock(space.mm))
			return;
		K::observe(
			"joined_at", i,
			static_cast<std::int64_t>(space.mm->map_count.load()));
		mmap_read_unlock(space.mm);
	}

	void reader(unsigned i)
	{
		if (K::choose(2) == 0)
			lock_vma(i);
		else
			lock_space(i);
		done.fetch_add(1, order::release);
	}

	void after()
	{
		K::observe(
			"map_count", 0,
			static_cast<std::int64_t>(space.mm->map_count.load()));
		space.shut_down();
	}
};

} // namespace vmalock::cases

// SPDX-License-Identifier: MIT
// Every reader enters and waits inside until all readers are inside. A lock
// that lets one in at a time fails a try or blocks for ever. Without a writer
// there is no reason for a try to fail.
#pragma once

#include "cases/common/space.h"

namespace vmalock::cases
{

template <class K, class L>
struct readers_share {
	static constexpr CaseInfo info = {
		.name = "readers_share",
		.goal = "Readers of one vma do not exclude each other",
		.guarantees = "R-12 R-24",
		.bound = {.readers = 2, .writers = 0, .rounds = 1},
		.max = {.readers = 3, .writers = 2, .rounds = 1},
		.min = {.readers = 1, .writers = 0, .rounds = 1},
	};

	const Bound bound;
	address_space<K, L> space;
	typename address_space<K, L>::vm_area_struct *vma, *other;
	typename K::template shared<unsigned> inside{0u, "inside"};

	explicit readers_share(const Bound &b) : bound(b)
	{
	}

	void before()
	{
		space.boot();
		vma = vm_mmap(space.mm, 0, 1);
		other = bound.writers ? vm_mmap(space.mm, 1, 2) : nullptr;
	}

	/* Not of the readers' vma: it must not make them fail either. */
	void writer(unsigned)
	{
		mmap_write_lock(space.mm);
		vma_start_write(other);
		other->vm_flags.store(VM_CHANGED);
		mmap_write_unlock(space.mm);
	}

	void reader(unsigned i)
	{
		bool locked = vma_read_trylock(space.mm, vma);

		K::observe("locked", i, locked);
		K::require(locked, "R-12",
			   "a reader failed although nobody writes this vma");
		if (!locked)
			return;
		inside.fetch_add(1, order::acq_rel);
		inside.await(
			[all = bound.readers](unsigned n) { return n == all; },
			order::acquire);
		vma_end_read(vma);
	}

	void after()
	{
		space.shut_down();
	}
};

} // namespace vmalock::cases

// SPDX-License-Identifier: MIT
// A writer holds vma `a` and stays in its section until every reader has been
// in and out of vma `b` of the same mm.
#pragma once

#include "cases/common/space.h"

namespace vmalock::cases
{

template <class K, class L>
struct writer_other_vma {
	static constexpr CaseInfo info = {
		.name = "writer_other_vma",
		.goal = "A writer of one vma does not keep readers out of "
			"another vma of the mm",
		.guarantees = "R-12 R-15",
		.bound = {.readers = 1, .writers = 1, .rounds = 1},
		.max = {.readers = 3, .writers = 2, .rounds = 1},
	};

	const Bound bound;
	address_space<K, L> space;
	typename address_space<K, L>::vm_area_struct *a, *b;
	typename K::template shared<unsigned> busy{0u, "busy"};
	typename K::template shared<unsigned> done{0u, "done"};

	explicit writer_other_vma(const Bound &bound_) : bound(bound_)
	{
	}

	void before()
	{
		space.boot();
		a = vm_mmap(space.mm, 0, 1);
		b = vm_mmap(space.mm, 1, 2);
	}

	void writer(unsigned)
	{
		mmap_write_lock(space.mm);
		vma_start_write(a);
		a->vm_flags.store(VM_CHANGED);
		busy.store(1, order::release);
		done.await(
			[all = bound.readers](unsigned n) { return n == all; },
			order::acquire);
		mmap_write_unlock(space.mm);
	}

	void reader(unsigned i)
	{
		busy.await([](unsigned v) { return v == 1; }, order::acquire);

		bool locked_a = vma_read_trylock(space.mm, a);
		bool locked_b = vma_read_trylock(space.mm, b);

		K::observe("locked_b", i, locked_b);
		K::require(!locked_a, "R-12",
			   "a reader got a vma that is write-locked");
		K::require(locked_b, "R-12",
			   "a writer of another vma kept a reader out");
		if (locked_b)
			vma_end_read(b);
		done.fetch_add(1, order::release);
	}

	void after()
	{
		space.shut_down();
	}
};

} // namespace vmalock::cases

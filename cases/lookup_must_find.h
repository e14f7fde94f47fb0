// SPDX-License-Identifier: MIT
// Readers look a vma of two pages up, each page, while a writer works on
// another vma of the mm.
#pragma once

#include "cases/common/space.h"

namespace vmalock::cases
{

template <class K, class L>
struct lookup_must_find {
	static constexpr CaseInfo info = {
		.name = "lookup_must_find",
		.goal = "A lookup finds a vma that is attached, whoever else "
			"reads it",
		.guarantees = "R-12 R-15 R-31",
		.bound = {.readers = 2, .writers = 1, .rounds = 1},
		.max = {.readers = 3, .writers = 1, .rounds = 1},
	};

	address_space<K, L> space;
	typename address_space<K, L>::vm_area_struct *vma;
	typename address_space<K, L>::vm_area_struct *other;

	explicit lookup_must_find(const Bound &)
	{
	}

	void before()
	{
		space.boot();
		vma = vm_mmap(space.mm, 0, 2);
		other = vm_mmap(space.mm, 2, 3);
	}

	void writer(unsigned)
	{
		mmap_write_lock(space.mm);
		vma_start_write(other);
		other->vm_flags.store(VM_CHANGED);
		mmap_write_unlock(space.mm);
	}

	void reader(unsigned i)
	{
		auto found = lock_vma_under_rcu(space.mm, i % 2);

		K::require(found == vma, "R-31",
			   "a lookup misses a vma that is attached");
		if (found)
			vma_end_read(found);
	}

	void after()
	{
		space.shut_down();
	}
};

} // namespace vmalock::cases

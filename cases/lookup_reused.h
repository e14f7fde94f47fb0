// SPDX-License-Identifier: MIT
// A vma is unmapped and freed, and another mm maps one at the same address,
// which gets the same object if the cache reuses it at once. A reader of the
// first mm may hold an old pointer to it, and for a moment even a count on it.
#pragma once

#include "cases/common/space.h"

namespace vmalock::cases
{

template <class K, class L>
struct lookup_reused {
	static constexpr CaseInfo info = {
		.name = "lookup_reused",
		.goal = "A lookup never returns a vma that is another mm's by "
			"now, and never keeps that mm from working",
		.guarantees = "R-31 L-4 L-5",
		.bound = {.readers = 1, .writers = 2, .rounds = 1},
		.max = {.readers = 2, .writers = 2, .rounds = 1},
	};

	const Bound bound;
	address_space<K, L> space;
	typename address_space<K, L>::mm_struct *other;

	explicit lookup_reused(const Bound &b) : bound(b)
	{
	}

	void before()
	{
		space.boot();
		other = mm_alloc(space.host);
		vm_mmap(space.mm, 0, 1);
	}

	void unmap_and_free()
	{
		mmap_write_lock(space.mm);
		auto vma = mas_find(&space.mm->mm_mt, 0);
		vma_unmap(space.mm, vma, 0, 1);
		mmap_write_unlock(space.mm);
		remove_vma(vma, false);
	}

	/* The second section may have to wait for a reader of the first mm. */
	void map_and_change()
	{
		auto vma = vm_mmap(other, 0, 1);

		mmap_write_lock(other);
		vma_start_write(vma);
		vma->vm_flags.store(VM_FOREIGN);
		mmap_write_unlock(other);
	}

	/* Two writers race for the object; one does both, in this order. */
	void writer(unsigned i)
	{
		if (i == 0)
			unmap_and_free();
		if (i == bound.writers - 1)
			map_and_change();
	}

	void reader(unsigned i)
	{
		auto vma = lock_vma_under_rcu(space.mm, 0);

		K::observe("found", i, vma != nullptr);
		if (!vma)
			return;
		K::require(vma->vm_mm.load() == space.mm, "R-31",
			   "the vma found belongs to another mm");
		K::require(vma->vm_flags.load() == 0, "R-31",
			   "the vma found is changed by another mm");
		vma_end_read(vma);
	}

	void after()
	{
		mmput(other);
		space.shut_down();
	}
};

} // namespace vmalock::cases

// SPDX-License-Identifier: MIT
// A writer unmaps a vma while readers look it up. After the detach nobody is
// inside and nobody gets in: the writer changes the vma without looking, and
// frees it.
#pragma once

#include "cases/common/space.h"

namespace vmalock::cases
{

template <class K, class L>
struct detach_waits {
	static constexpr CaseInfo info = {
		.name = "detach_waits",
		.goal = "Detaching waits for the readers, and none gets in "
			"afterwards",
		.guarantees = "L-3 L-4 L-2",
		.bound = {.readers = 1, .writers = 1, .rounds = 1},
		.max = {.readers = 2, .writers = 2, .rounds = 1},
	};

	address_space<K, L> space;

	explicit detach_waits(const Bound &)
	{
	}

	void before()
	{
		space.boot();
		vm_mmap(space.mm, 0, 1);
	}

	/* Of several writers, one finds the vma still mapped. */
	void writer(unsigned)
	{
		mmap_write_lock(space.mm);
		auto vma = mas_find(&space.mm->mm_mt, 0);
		if (!vma) {
			mmap_write_unlock(space.mm);
			return;
		}
		vma_unmap(space.mm, vma, 0, 1);
		K::observe("waited", 0, vma_detach_waited(space.host));
		vma->vm_flags.store(VM_UNMAPPED);
		mmap_write_unlock(space.mm);
		remove_vma(vma, false);
	}

	void reader(unsigned i)
	{
		auto vma = lock_vma_under_rcu(space.mm, 0);

		K::observe("locked", i, vma != nullptr);
		if (!vma)
			return;
		K::require(vma->vm_flags.load() == 0, "L-4",
			   "a reader holds a vma after its detach");
		vma_end_read(vma);
	}

	void after()
	{
		space.shut_down();
	}
};

} // namespace vmalock::cases

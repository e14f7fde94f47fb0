// SPDX-License-Identifier: MIT
// A writer does one of the things that make a found vma the wrong one: it moves
// it away from the address, replaces it by another, or unmaps it and maps a new
// one elsewhere, which may reuse the object. A reader looks up the address.
#pragma once

#include "cases/common/space.h"

namespace vmalock::cases
{

template <class K, class L>
struct lookup_attached {
	static constexpr CaseInfo info = {
		.name = "lookup_attached",
		.goal = "A lookup returns an attached vma of this mm that "
			"covers the address, or nothing",
		.guarantees = "R-30 R-31",
		.bound = {.readers = 1, .writers = 1, .rounds = 1},
		.max = {.readers = 2, .writers = 2, .rounds = 1},
	};

	using vm_area_struct = typename address_space<K, L>::vm_area_struct;

	address_space<K, L> space;

	explicit lookup_attached(const Bound &)
	{
	}

	void before()
	{
		space.boot();
		vm_mmap(space.mm, 0, 1);
	}

	void move(vm_area_struct *vma)
	{
		vma_start_write(vma);
		vma_set_range(vma, 1, 2);
		mas_store(&space.mm->mm_mt, 1, 2, vma);
		mas_store(&space.mm->mm_mt, 0, 1,
			  static_cast<vm_area_struct *>(nullptr));
	}

	void unmap_and_map(vm_area_struct *vma, unsigned long page)
	{
		vma_unmap(space.mm, vma, 0, 1);
		vma->vm_flags.store(VM_UNMAPPED);
		remove_vma(vma, false);
		mmap_region(space.mm, page, page + 1);
	}

	void writer(unsigned)
	{
		mmap_write_lock(space.mm);
		auto vma = mas_find(&space.mm->mm_mt, 0);
		if (!vma) {
			/* Another writer moved it away. */
			mmap_write_unlock(space.mm);
			return;
		}
		switch (K::choose(3)) {
		case 0:
			move(vma);
			break;
		case 1:
			unmap_and_map(vma, 0);
			break;
		default:
			unmap_and_map(vma, 1);
		}
		mmap_write_unlock(space.mm);
	}

	void reader(unsigned i)
	{
		auto vma = lock_vma_under_rcu(space.mm, 0);

		K::observe("found", i, vma != nullptr);
		if (!vma)
			return;
		K::require(vma->vm_mm.load() == space.mm, "R-31",
			   "the vma found belongs to another mm");
		K::require(vma->vm_start.load() == 0 && vma->vm_end.load() == 1,
			   "R-31", "the vma found does not cover the address");
		K::require(vma->vm_flags.load() == 0, "R-31",
			   "the vma found is not attached");
		vma_end_read(vma);
	}

	void after()
	{
		space.shut_down();
	}
};

} // namespace vmalock::cases

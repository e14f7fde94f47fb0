// SPDX-License-Identifier: MIT
// A vma of two pages is split: the copy for the second page is a used object,
// to which a reader may have an old pointer. Then the copy changes.
#pragma once

#include "cases/common/space.h"

namespace vmalock::cases
{

template <class K, class L>
struct vma_splits {
	static constexpr CaseInfo info = {
		.name = "vma_splits",
		.goal = "A lookup during a split finds one of the two vmas, "
			"whole, or nothing",
		.guarantees = "R-31 R-6 L-5",
		.bound = {.readers = 1, .writers = 1, .rounds = 1},
		.max = {.readers = 2, .writers = 1, .rounds = 1},
	};

	address_space<K, L> space;
	typename address_space<K, L>::vm_area_struct *vma;

	explicit vma_splits(const Bound &)
	{
	}

	void before()
	{
		space.boot();
		auto used = vm_mmap(space.mm, 1, 2);
		mmap_write_lock(space.mm);
		vma_unmap(space.mm, used, 1, 2);
		remove_vma(used, false);
		vma = mmap_region(space.mm, 0, 2);
		vma->vm_flags.store(VM_CHANGED);
		mmap_write_unlock(space.mm);
	}

	void writer(unsigned)
	{
		mmap_write_lock(space.mm);
		auto made = __split_vma(space.mm, vma, 1);
		made->vm_flags.store(VM_CHANGED);
		mmap_write_unlock(space.mm);
	}

	void reader(unsigned i)
	{
		auto found = lock_vma_under_rcu(space.mm, 1);

		K::observe("found", i, found != nullptr);
		if (!found)
			return;
		auto start = found->vm_start.load();
		K::require(start <= 1 && found->vm_end.load() == 2, "R-31",
			   "the vma found does not cover the address");
		K::require(found->vm_flags.load() == VM_CHANGED, "L-5",
			   "a lookup got half a copy");
		K::observe("start", i, static_cast<std::int64_t>(start));
		vma_end_read(found);
	}

	void after()
	{
		space.shut_down();
	}
};

} // namespace vmalock::cases

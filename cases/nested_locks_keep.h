// SPDX-License-Identifier: MIT
// A writer holds a vma and, within its section, takes and drops the locks of
// all reverse mappings, as a notifier's registration does. The vma stays
// locked: only the unlock and the downgrade of the mmap lock end vma write
// locks.
#pragma once

#include "cases/common/space.h"

namespace vmalock::cases
{

template <class K, class L>
struct nested_locks_keep {
	static constexpr CaseInfo info = {
		.name = "nested_locks_keep",
		.goal = "Only the mmap unlock and downgrade end vma write "
			"locks",
		.guarantees = "R-10 R-8",
		.bound = {.readers = 1, .writers = 1, .rounds = 1},
		.max = {.readers = 2, .writers = 1, .rounds = 1},
	};

	address_space<K, L> space;
	typename address_space<K, L>::vm_area_struct *vma;

	explicit nested_locks_keep(const Bound &)
	{
	}

	void before()
	{
		space.boot();
		vma = vm_mmap(space.mm, 0, 1);
	}

	void writer(unsigned)
	{
		mmap_write_lock(space.mm);
		vma_start_write(vma);
		vma->vm_start.store(1);
		mm_drop_all_locks(space.mm);
		vma->vm_end.store(2);
		mmap_write_unlock(space.mm);
	}

	void reader(unsigned i)
	{
		bool locked = vma_read_trylock(space.mm, vma);

		K::observe("locked", i, locked);
		if (!locked)
			return;
		K::require(vma->vm_end.load() == vma->vm_start.load() + 1,
			   "R-10", "a vma was unlocked within the section");
		vma_end_read(vma);
	}

	void after()
	{
		space.shut_down();
	}
};

} // namespace vmalock::cases

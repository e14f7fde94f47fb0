// SPDX-License-Identifier: MIT
// Writer 0 changes a vma and downgrades; a fault joins it under the mmap lock,
// looks at the vma and gives it an anon_vma, and stores to a field that writer
// 0 has loaded. Writer 0 may look at that, too, and writer 1, who comes after
// both, does.
#pragma once

#include "cases/common/space.h"
#include "harness/kernel/users.h"

namespace vmalock::cases
{

template <class K, class L>
struct downgrade_joined {
	static constexpr CaseInfo info = {
		.name = "downgrade_joined",
		.goal = "Who joins a downgraded lock sees the writer's "
			"stores, and the next writer those of both",
		.guarantees = "R-11 R-17 R-21",
		.bound = {.readers = 1, .writers = 2, .rounds = 1},
		.max = {.readers = 2, .writers = 2, .rounds = 1},
	};

	address_space<K, L> space;
	typename address_space<K, L>::vm_area_struct *vma;
	typename K::template plain<unsigned> field{0u, "field"};

	explicit downgrade_joined(const Bound &)
	{
	}

	void before()
	{
		space.boot();
		vma = vm_mmap(space.mm, 0, 1);
	}

	void check_anon_vma()
	{
		auto found = anon_vma_of(vma);

		if (found)
			K::require(found->root.load() == 1, "R-11",
				   "half an anon_vma");
	}

	void writer(unsigned i)
	{
		mmap_write_lock(space.mm);
		vma_start_write(vma);
		if (i == 0) {
			vma_set_range(vma, 0, 2);
			(void)field.load();
			mmap_write_downgrade(space.mm);
			check_anon_vma();
			mmap_read_unlock(space.mm);
			return;
		}
		check_anon_vma();
		K::observe("end", 0,
			   static_cast<std::int64_t>(vma->vm_end.load()));
		space.mm->map_count.store(1);
		mmap_write_unlock(space.mm);
	}

	void reader(unsigned i)
	{
		mmap_read_lock(space.mm);
		K::observe("joined_at", i,
			   static_cast<std::int64_t>(vma->vm_end.load()));
		(void)space.mm->map_count.load();
		anon_vma_prepare(vma);
		/* Readers have a lock of their own for what they store. */
		if (i == 0)
			field.store(1);
		mmap_read_unlock(space.mm);
	}

	void after()
	{
		unlink_anon_vmas(vma);
		space.shut_down();
	}
};

} // namespace vmalock::cases

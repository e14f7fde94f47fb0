// SPDX-License-Identifier: MIT
// userfaultfd moves a page between two vmas, while a writer works on both of
// them.
#pragma once

#include "cases/common/space.h"
#include "harness/kernel/remote.h"

namespace vmalock::cases
{

template <class K, class L>
struct uffd_moves_two {
	static constexpr CaseInfo info = {
		.name = "uffd_moves_two",
		.goal = "A move locks two vmas, whatever a writer does, and "
			"lets go of both",
		.guarantees = "R-14 R-22 R-12",
		.bound = {.readers = 1, .writers = 1, .rounds = 1},
		.max = {.readers = 2, .writers = 1, .rounds = 1},
	};

	address_space<K, L> space;
	typename address_space<K, L>::vm_area_struct *vma;
	typename address_space<K, L>::vm_area_struct *src;

	explicit uffd_moves_two(const Bound &)
	{
	}

	void before()
	{
		space.boot();
		vma = vm_mmap(space.mm, 0, 1);
		src = vm_mmap(space.mm, 1, 2);
	}

	void writer(unsigned)
	{
		mmap_write_lock(space.mm);
		vma_start_write(src);
		vma_start_write(vma);
		vma->vm_flags.store(VM_CHANGED);
		src->vm_flags.store(VM_CHANGED);
		mmap_write_unlock(space.mm);
	}

	void reader(unsigned i)
	{
		kernel::uffd_move<K, L> move;
		bool locked = uffd_move_lock(space.mm, 0, 1, &move);

		K::require(locked, "R-22",
			   "a move does not get vmas that are mapped");
		if (!locked)
			return;
		K::require(move.dst->vm_flags.load() ==
				   move.src->vm_flags.load(),
			   "R-12", "a move saw half of a writer's change");
		uffd_move_unlock(&move);
		K::observe("locked", i, locked);
	}

	void after()
	{
		space.shut_down();
	}
};

} // namespace vmalock::cases

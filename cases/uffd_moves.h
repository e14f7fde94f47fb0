// SPDX-License-Identifier: MIT
// userfaultfd moves a page: it tries the vma lock, and if that fails takes it
// under the mmap lock, where it cannot fail because of a writer.
#pragma once

#include "cases/common/space.h"
#include "harness/kernel/users.h"

namespace vmalock::cases
{

template <class K, class L>
struct uffd_moves {
	static constexpr CaseInfo info = {
		.name = "uffd_moves",
		.goal = "A move holds its vma, whatever a writer does, and "
			"lets go of it",
		.guarantees = "R-22 R-12",
		.bound = {.readers = 1, .writers = 1, .rounds = 1},
		.max = {.readers = 2, .writers = 1, .rounds = 1},
	};

	address_space<K, L> space;
	typename address_space<K, L>::vm_area_struct *vma;

	explicit uffd_moves(const Bound &)
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
		vma->vm_flags.store(VM_CHANGED);
		mmap_write_unlock(space.mm);
	}

	void reader(unsigned i)
	{
		auto found = uffd_lock_vma(space.mm, 0);

		K::require(found != nullptr, "R-22",
			   "a move does not get a vma that is mapped");
		if (!found)
			return;
		K::observe("flags", i,
			   static_cast<std::int64_t>(found->vm_flags.load()));
		vma_end_read(found);
	}

	/* Waits for ever if a read lock was left behind. */
	void after()
	{
		space.shut_down();
	}
};

} // namespace vmalock::cases

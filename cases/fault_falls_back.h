// SPDX-License-Identifier: MIT
// A fault finds a vma without an anon_vma. It needs the mmap lock to make one,
// and must give up the vma lock first: a writer may hold the mmap lock and wait
// for the readers of the vma.
#pragma once

#include "cases/common/space.h"
#include "harness/kernel/users.h"

namespace vmalock::cases
{

template <class K, class L>
struct fault_falls_back {
	static constexpr CaseInfo info = {
		.name = "fault_falls_back",
		.goal = "A fault that needs the mmap lock drops the vma lock "
			"and gets it",
		.guarantees = "R-14 R-18 R-23",
		.bound = {.readers = 1, .writers = 1, .rounds = 1},
		.max = {.readers = 2, .writers = 1, .rounds = 1},
	};

	address_space<K, L> space;
	typename address_space<K, L>::vm_area_struct *vma;

	explicit fault_falls_back(const Bound &)
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
		auto root = handle_fault(space.mm, 0);

		K::require(root == 1, "R-23",
			   "a fault on a mapped page failed");
		K::observe("root", i, static_cast<std::int64_t>(root));
	}

	void after()
	{
		unlink_anon_vmas(vma);
		space.shut_down();
	}
};

} // namespace vmalock::cases

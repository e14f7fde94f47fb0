// SPDX-License-Identifier: MIT
// The handler of a fault has to wait for a page: it drops the vma lock itself,
// and says so. Who drops it twice takes another's lock away; who drops it never
// keeps all writers out.
#pragma once

#include "cases/common/space.h"
#include "harness/kernel/users.h"

namespace vmalock::cases
{

template <class K, class L>
struct fault_retries {
	static constexpr CaseInfo info = {
		.name = "fault_retries",
		.goal = "A fault that is retried drops the vma lock once",
		.guarantees = "R-18 R-29",
		.bound = {.readers = 1, .writers = 1, .rounds = 1},
		.max = {.readers = 2, .writers = 1, .rounds = 1},
	};

	address_space<K, L> space;

	explicit fault_retries(const Bound &)
	{
	}

	void before()
	{
		space.boot();
		vm_mmap(space.mm, 0, 1);
	}

	void writer(unsigned)
	{
		mmap_write_lock(space.mm);
		auto vma = mas_find(&space.mm->mm_mt, 0);
		vma_unmap(space.mm, vma, 0, 1);
		mmap_write_unlock(space.mm);
		remove_vma(vma, false);
	}

	void reader(unsigned i)
	{
		K::observe("under_vma_lock", i,
			   do_user_addr_fault(space.mm, 0));
	}

	void after()
	{
		space.shut_down();
	}
};

} // namespace vmalock::cases

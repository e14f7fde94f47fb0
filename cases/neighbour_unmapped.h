// SPDX-License-Identifier: MIT
// A fault gives its vma an anon_vma, for which it looks at the vmas beside it.
// A writer unmaps one of these.
#pragma once

#include "cases/common/space.h"
#include "harness/kernel/users.h"

namespace vmalock::cases
{

template <class K, class L>
struct neighbour_unmapped {
	static constexpr CaseInfo info = {
		.name = "neighbour_unmapped",
		.goal = "A fault looks at the vmas beside its own under the "
			"mmap lock only",
		.guarantees = "R-1 R-11",
		.bound = {.readers = 1, .writers = 1, .rounds = 1},
		.max = {.readers = 2, .writers = 1, .rounds = 1},
	};

	address_space<K, L> space;
	typename address_space<K, L>::vm_area_struct *vma;

	explicit neighbour_unmapped(const Bound &)
	{
	}

	void before()
	{
		space.boot();
		vma = vm_mmap(space.mm, 1, 2);
		vm_mmap(space.mm, 0, 1);
	}

	void writer(unsigned)
	{
		mmap_write_lock(space.mm);
		auto next = mas_find(&space.mm->mm_mt, 0);
		vma_unmap(space.mm, next, 0, 1);
		mmap_write_unlock(space.mm);
		remove_vma(next, false);
	}

	void reader(unsigned i)
	{
		auto root = handle_fault(space.mm, 1);

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

// SPDX-License-Identifier: MIT
// mremap leaves a vma behind without its pages: it takes the anon_vma away. A
// fault that has seen it before it locked the vma must look again (U-1).
#pragma once

#include "cases/common/space.h"
#include "harness/kernel/users.h"

namespace vmalock::cases
{

template <class K, class L>
struct mremap_unlinks {
	static constexpr CaseInfo info = {
		.name = "mremap_unlinks",
		.goal = "A fault under the vma lock finds an anon_vma that is "
			"there, or falls back",
		.guarantees = "R-1 R-18",
		.bound = {.readers = 1, .writers = 1, .rounds = 1},
		.max = {.readers = 2, .writers = 1, .rounds = 1},
	};

	address_space<K, L> space;
	typename address_space<K, L>::vm_area_struct *vma;

	explicit mremap_unlinks(const Bound &)
	{
	}

	void before()
	{
		space.boot();
		vma = vm_mmap(space.mm, 0, 1);
		mmap_write_lock(space.mm);
		anon_vma_prepare(vma);
		mmap_write_unlock(space.mm);
	}

	void writer(unsigned)
	{
		mmap_write_lock(space.mm);
		vma_start_write(vma);
		unlink_anon_vmas(vma);
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

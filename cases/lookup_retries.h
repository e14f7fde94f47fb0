// SPDX-License-Identifier: MIT
// A lookup finds a vma that is detached before it can be locked, and looks
// again. Meanwhile the unmapper's store replaced the node of the tree, and the
// old node is freed after a grace period.
#pragma once

#include "cases/common/space.h"

namespace vmalock::cases
{

template <class K, class L>
struct lookup_retries {
	static constexpr CaseInfo info = {
		.name = "lookup_retries",
		.goal = "A lookup that starts again does not use what it found "
			"in an RCU section that has ended",
		.guarantees = "L-9 R-30",
		.bound = {.readers = 1, .writers = 1, .rounds = 1},
		.max = {.readers = 1, .writers = 1, .rounds = 1},
	};

	address_space<K, L> space;

	explicit lookup_retries(const Bound &)
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
		mas_replace_node(&space.mm->mm_mt);
		mmap_write_unlock(space.mm);
		remove_vma(vma, false);
	}

	void reader(unsigned i)
	{
		auto vma = lock_vma_under_rcu(space.mm, 0);

		K::observe("found", i, vma != nullptr);
		K::observe("missed", i, vma_lock_misses(space.host));
		if (vma)
			vma_end_read(vma);
	}

	void after()
	{
		space.shut_down();
	}
};

} // namespace vmalock::cases

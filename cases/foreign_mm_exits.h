// SPDX-License-Identifier: MIT
// The three threads of CVE-2025-38554 (B-2). A reader of process A found a vma;
// A unmaps it; process B maps, gets the same object, unmaps it and exits, so
// that its mm is freed. The reader may be counted on the vma for a moment in
// between, and must then wake B's writer without touching B afterwards.
#pragma once

#include "cases/common/space.h"

namespace vmalock::cases
{

template <class K, class L>
struct foreign_mm_exits {
	static constexpr CaseInfo info = {
		.name = "foreign_mm_exits",
		.goal = "A reader that holds an old pointer never touches an "
			"mm that is gone",
		.guarantees = "L-6 L-4 L-8",
		.bound = {.readers = 1, .writers = 2, .rounds = 1},
		.max = {.readers = 2, .writers = 2, .rounds = 1},
	};

	const Bound bound;
	address_space<K, L> space;
	typename address_space<K, L>::mm_struct *other;

	explicit foreign_mm_exits(const Bound &b) : bound(b)
	{
	}

	void before()
	{
		space.boot();
		other = mm_alloc(space.host);
		vm_mmap(space.mm, 0, 1);
	}

	/* A2: the object goes back to the cache. */
	void unmap()
	{
		mmap_write_lock(space.mm);
		auto vma = mas_find(&space.mm->mm_mt, 0);
		vma_unmap(space.mm, vma, 0, 1);
		mmap_write_unlock(space.mm);
		remove_vma(vma, false);
	}

	/* B1: mmap, then exit, which unmaps and frees the mm. Then the object
	 * that was the vma goes, too, after a grace period.
	 */
	void map_and_exit()
	{
		vm_mmap(other, 0, 1);
		mmput(other);
		kmem_cache_shrink(&space.host->vm_area_cachep);
	}

	/* One writer does both, in this order. */
	void writer(unsigned i)
	{
		if (i == 0)
			unmap();
		if (i == bound.writers - 1)
			map_and_exit();
	}

	/* A1 */
	void reader(unsigned i)
	{
		auto vma = lock_vma_under_rcu(space.mm, 0);

		K::observe("found", i, vma != nullptr);
		if (vma)
			vma_end_read(vma);
	}

	void after()
	{
		space.shut_down();
	}
};

} // namespace vmalock::cases

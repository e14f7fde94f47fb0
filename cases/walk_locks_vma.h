// SPDX-License-Identifier: MIT
// A walk over a page table (mlock, mbind, clear_refs) comes to an entry twice:
// it counts what is mapped, then acts on that. Holding the mmap lock for write
// is not enough; a fault under the vma lock changes entries, too (U-7).
#pragma once

#include "cases/common/page_table.h"
#include "cases/common/space.h"
#include "harness/kernel/users.h"

namespace vmalock::cases
{

template <class K, class L>
struct walk_locks_vma {
	static constexpr CaseInfo info = {
		.name = "walk_locks_vma",
		.goal = "No fault changes an entry under a page walk",
		.guarantees = "R-6 R-12",
		.bound = {.readers = 1, .writers = 1, .rounds = 1},
		.max = {.readers = 2, .writers = 1, .rounds = 1},
	};

	address_space<K, L> space;
	typename address_space<K, L>::vm_area_struct *vma;
	static constexpr unsigned present = 1;

	page_table_entry<K> pte;

	explicit walk_locks_vma(const Bound &)
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
		process_vma_walk_lock(vma);
		auto counted = pte.get();
		K::require(pte.get() == counted, "R-12",
			   "a fault mapped a page under a page walk");
		mmap_write_unlock(space.mm);
		K::observe("counted", 0, static_cast<std::int64_t>(counted));
	}

	void reader(unsigned)
	{
		if (!vma_read_trylock(space.mm, vma))
			return;
		pte.set(present);
		vma_end_read(vma);
	}

	void after()
	{
		space.shut_down();
	}
};

} // namespace vmalock::cases

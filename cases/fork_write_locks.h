// SPDX-License-Identifier: MIT
// fork write-protects the pages of a vma that it copies; other CPUs may write
// to them until their TLBs are flushed, so no fault may change a page in
// between (U-2).
#pragma once

#include "cases/common/page_table.h"
#include "cases/common/space.h"
#include "harness/kernel/users.h"

namespace vmalock::cases
{

template <class K, class L>
struct fork_write_locks {
	static constexpr CaseInfo info = {
		.name = "fork_write_locks",
		.goal = "A fork copies no page under a fault",
		.guarantees = "R-6 R-12",
		.bound = {.readers = 1, .writers = 1, .rounds = 1},
		.max = {.readers = 2, .writers = 1, .rounds = 1},
	};

	static constexpr unsigned mapped = 0, protected_ = 1, copied = 2;

	address_space<K, L> space;
	typename address_space<K, L>::vm_area_struct *vma;
	page_table_entry<K> pte;

	explicit fork_write_locks(const Bound &)
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
		dup_mmap_lock(vma);
		pte.set(protected_);
		auto flushed = pte.get();
		K::require(flushed == protected_, "R-12",
			   "a fault changed a page before the TLB was flushed");
		mmap_write_unlock(space.mm);
	}

	void reader(unsigned i)
	{
		bool locked = vma_read_trylock(space.mm, vma);

		K::observe("locked", i, locked);
		if (!locked)
			return;
		pte.set(copied);
		vma_end_read(vma);
	}

	void after()
	{
		space.shut_down();
	}
};

} // namespace vmalock::cases

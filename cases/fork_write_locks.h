// fork write-protects the pages of a vma that it copies, while faults on other
// CPUs change them (U-2). `pte` stands for an entry of the page table.
#pragma once

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

	address_space<K, L> space;
	typename address_space<K, L>::vm_area_struct *vma;
	typename K::template plain<unsigned> pte{0u, "pte"};

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
		pte.store(1);
		mmap_write_unlock(space.mm);
	}

	void reader(unsigned i)
	{
		bool locked = vma_read_trylock(space.mm, vma);

		K::observe("locked", i, locked);
		if (!locked)
			return;
		pte.store(2);
		vma_end_read(vma);
	}

	void after()
	{
		space.shut_down();
	}
};

} // namespace vmalock::cases

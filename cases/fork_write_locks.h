// fork write-protects the pages of a vma that it copies; other CPUs may write
// to them until their TLBs are flushed, so no fault may change a page in
// between (U-2). `pte` stands for an entry of the page table, which has its own
// lock.
#pragma once

#include "cases/common/space.h"
#include "harness/kernel/spinlock.h"
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
	kernel::spinlock_t<K> ptl{"ptl"};
	typename K::template plain<unsigned> pte{mapped, "pte"};

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
		set_pte(protected_);
		auto flushed = get_pte();
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
		set_pte(copied);
		vma_end_read(vma);
	}

	void set_pte(unsigned value)
	{
		spin_lock(&ptl);
		pte.store(value);
		spin_unlock(&ptl);
	}

	auto get_pte()
	{
		spin_lock(&ptl);
		auto value = pte.load();
		spin_unlock(&ptl);
		return value;
	}

	void after()
	{
		space.shut_down();
	}
};

} // namespace vmalock::cases

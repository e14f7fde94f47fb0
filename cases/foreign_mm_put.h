// SPDX-License-Identifier: MIT
// As foreign_mm_exits, without a lookup: the reader holds an old pointer within
// an RCU section, and calls vma_start_read() itself. The put whose wake-up may
// come too late is then that of vma_start_read() (the sequence numbers are
// equal) or that of its caller, who finds another mm's vma.
#pragma once

#include "cases/foreign_mm_exits.h"

namespace vmalock::cases
{

template <class K, class L>
struct foreign_mm_put : foreign_mm_exits<K, L> {
	using base = foreign_mm_exits<K, L>;

	static constexpr CaseInfo info = {
		.name = "foreign_mm_put",
		.goal = "vma_start_read on a recycled vma never touches an mm "
			"that is gone",
		.guarantees = "L-6 R-29",
		.bound = {.readers = 1, .writers = 2, .rounds = 1},
		.max = {.readers = 2, .writers = 2, .rounds = 1},
	};

	using base::base;

	void reader(unsigned i)
	{
		auto mm = base::space.mm;
		bool locked = false;

		K::rcu_read_lock();
		auto mas = MA_STATE(&mm->mm_mt, 0);
		auto vma = mas_walk(&mas);
		if (vma)
			locked = vma_read_trylock(mm, vma);
		if (locked)
			vma_end_read(vma);
		K::rcu_read_unlock();
		K::observe("locked", i, locked);
	}
};

} // namespace vmalock::cases

// SPDX-License-Identifier: MIT
// As foreign_mm_exits, but the first mm is still write-locked when the other
// one has locked the vma, and their sequence numbers are the same: the reader
// sees a vma of another mm, and takes it for locked by a writer of its own.
#pragma once

#include "cases/foreign_mm_exits.h"

namespace vmalock::cases
{

template <class K, class L>
struct foreign_numbers_meet : foreign_mm_exits<K, L> {
	using base = foreign_mm_exits<K, L>;

	static constexpr CaseInfo info = {
		.name = "foreign_numbers_meet",
		.goal = "A reader never touches an mm that is gone, also if "
			"the sequence numbers of two are equal",
		.guarantees = "L-6 L-4",
		.bound = {.readers = 1, .writers = 2, .rounds = 1},
		.max = {.readers = 2, .writers = 2, .rounds = 1},
	};

	using base::base;

	void before()
	{
		base::before();
		/* One section for each: both mms are at the same number. */
		mmap_write_lock(base::other);
		mmap_write_unlock(base::other);
	}

	void writer(unsigned i)
	{
		auto mm = base::space.mm;

		if (i == 0) {
			mmap_write_lock(mm);
			auto vma = mas_find(&mm->mm_mt, 0);
			vma_unmap(mm, vma, 0, 1);
			remove_vma(vma, false);
			mmap_write_unlock(mm);
		}
		if (i == base::bound.writers - 1)
			base::map_and_exit();
	}
};

} // namespace vmalock::cases

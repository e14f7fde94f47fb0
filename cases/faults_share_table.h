// SPDX-License-Identifier: MIT
// Two faults under the vma lock change the same entry of a page table, which
// has a lock of its own.
#pragma once

#include "cases/common/page_table.h"
#include "cases/common/space.h"

namespace vmalock::cases
{

template <class K, class L>
struct faults_share_table {
	static constexpr CaseInfo info = {
		.name = "faults_share_table",
		.goal = "The lock of a page table orders faults that share a "
			"vma",
		.guarantees = "R-12",
		.bound = {.readers = 2, .writers = 0, .rounds = 1},
		.max = {.readers = 3, .writers = 0, .rounds = 1},
		.min = {.readers = 1, .writers = 0, .rounds = 1},
	};

	address_space<K, L> space;
	typename address_space<K, L>::vm_area_struct *vma;
	page_table_entry<K> pte;

	explicit faults_share_table(const Bound &)
	{
	}

	void before()
	{
		space.boot();
		vma = vm_mmap(space.mm, 0, 1);
	}

	void writer(unsigned)
	{
	}

	void reader(unsigned i)
	{
		if (!vma_read_trylock(space.mm, vma))
			return;
		auto old = pte.get();
		pte.set(i + 1);
		vma_end_read(vma);
		K::observe("old", i, static_cast<std::int64_t>(old));
	}

	void after()
	{
		space.shut_down();
	}
};

} // namespace vmalock::cases

// SPDX-License-Identifier: MIT
// An entry of a page table, which has its own lock: faults change entries
// without the mmap lock.
#pragma once

#include "harness/kernel/spinlock.h"

namespace vmalock::cases
{

template <class K>
struct page_table_entry {
	kernel::spinlock_t<K> ptl{"ptl"};
	typename K::template plain<unsigned> pte{0u, "pte"};

	void set(unsigned value)
	{
		spin_lock(&ptl);
		pte.store(value);
		spin_unlock(&ptl);
	}

	auto get()
	{
		spin_lock(&ptl);
		auto value = pte.load();
		spin_unlock(&ptl);
		return value;
	}
};

} // namespace vmalock::cases

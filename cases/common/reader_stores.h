// SPDX-License-Identifier: MIT
// A field that readers store to and a writer loads.
#pragma once

#include "cases/common/space.h"

namespace vmalock::cases
{

/* The readers store only if they find was_locked to be `Found`. */
template <class K, class L, unsigned Found>
struct reader_stores {
	address_space<K, L> space;
	typename address_space<K, L>::vm_area_struct *vma;
	typename K::template shared<unsigned> was_locked{0u, "was_locked"};
	typename K::template plain<unsigned> field{0u, "field"};

	void before()
	{
		space.boot();
		vma = vm_mmap(space.mm, 0, 1);
	}

	void writer(unsigned)
	{
		mmap_write_lock(space.mm);
		vma_start_write(vma);
		was_locked.store(1, order::relaxed);
		K::observe("field", 0, static_cast<std::int64_t>(field.load()));
		mmap_write_unlock(space.mm);
	}

	void reader(unsigned i)
	{
		bool locked = vma_read_trylock(space.mm, vma);

		K::observe("locked", i, locked);
		if (!locked)
			return;
		if (was_locked.load(order::relaxed) == Found)
			field.store(i + 1);
		vma_end_read(vma);
	}

	void after()
	{
		space.shut_down();
	}
};

} // namespace vmalock::cases

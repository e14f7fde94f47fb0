// A writer loads a field that the next reader stores to. Since 6.14 the write
// locks end in smp_wmb and a store, which is no release: the writer's loads may
// be done after it (B-21). Harmless in the kernel for the same reason as B-20;
// a documented weakness, not a bug.
#pragma once

#include "cases/common/space.h"

namespace vmalock::cases
{

template <class K, class L>
struct writer_loads_late {
	static constexpr CaseInfo info = {
		.name = "writer_loads_late",
		.goal = "A writer's loads come before the sections of the "
			"readers after it",
		.guarantees = "R-12",
		.bound = {.readers = 1, .writers = 1, .rounds = 1},
		.max = {.readers = 1, .writers = 1, .rounds = 1},
	};

	address_space<K, L> space;
	typename address_space<K, L>::vm_area_struct *vma;
	/* harness: readers store only after the writer's section */
	typename K::template shared<unsigned> was_locked{0u, "was_locked"};
	typename K::template plain<unsigned> field{0u, "field"};

	explicit writer_loads_late(const Bound &)
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
		if (was_locked.load(order::relaxed) == 1)
			field.store(i + 1);
		vma_end_read(vma);
	}

	void after()
	{
		space.shut_down();
	}
};

} // namespace vmalock::cases

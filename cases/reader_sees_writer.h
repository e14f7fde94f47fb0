// SPDX-License-Identifier: MIT
// Message passing through the lock. The writer changes the vma, unlocks, and
// then says so in `done`, without any ordering: only the lock may order the
// reader that gets in after it has seen `done`.
//
// The reader cannot be inside before the writer's section: its load of `done`
// would then come before the store that it reads.
#pragma once

#include "cases/common/space.h"

namespace vmalock::cases
{

template <class K, class L>
struct reader_sees_writer {
	static constexpr CaseInfo info = {
		.name = "reader_sees_writer",
		.goal = "A reader that gets in after a writer sees all that "
			"the writer stored",
		.guarantees = "R-21",
		.bound = {.readers = 1, .writers = 1, .rounds = 1},
		.max = {.readers = 2, .writers = 2, .rounds = 2},
	};

	const Bound bound;
	address_space<K, L> space;
	typename address_space<K, L>::vm_area_struct *vma;
	typename K::template shared<unsigned> done{0u, "done"};

	explicit reader_sees_writer(const Bound &b) : bound(b)
	{
	}

	void before()
	{
		space.boot();
		vma = vm_mmap(space.mm, 0, 1);
	}

	void writer(unsigned)
	{
		for (unsigned round = 0; round < bound.rounds; round++) {
			mmap_write_lock(space.mm);
			vma_start_write(vma);
			auto change = vma->vm_flags.load() + 1;
			vma->vm_flags.store(change);
			mmap_write_unlock(space.mm);
			done.store(static_cast<unsigned>(change),
				   order::relaxed);
		}
	}

	void reader(unsigned i)
	{
		auto seen = done.load(order::relaxed);

		if (!vma_read_trylock(space.mm, vma)) {
			K::observe("flags", i, -1);
			return;
		}
		auto flags = vma->vm_flags.load();
		K::observe("flags", i, static_cast<std::int64_t>(flags));
		K::require(flags >= seen, "R-21",
			   "a reader missed what an earlier writer stored");
		vma_end_read(vma);
	}

	void after()
	{
		space.shut_down();
	}
};

} // namespace vmalock::cases

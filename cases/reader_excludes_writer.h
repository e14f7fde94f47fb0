// SPDX-License-Identifier: MIT
// A writer moves a vma: it stores vm_start, then vm_end. A reader that holds
// the vma must find both old or both new. Another way to say so: no store of a
// writer's section lies between two loads of a reader's.
#pragma once

#include "cases/common/space.h"

namespace vmalock::cases
{

template <class K, class L>
struct reader_excludes_writer {
	static constexpr CaseInfo info = {
		.name = "reader_excludes_writer",
		.goal = "A reader never sees a vma while a writer changes it, "
			"and the reverse",
		.guarantees = "R-12 R-19 R-13",
		.bound = {.readers = 1, .writers = 1, .rounds = 1},
		.max = {.readers = 3, .writers = 2, .rounds = 2},
	};

	const Bound bound;
	address_space<K, L> space;
	typename address_space<K, L>::vm_area_struct *vma;

	explicit reader_excludes_writer(const Bound &b) : bound(b)
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
			auto start = vma->vm_start.load() + 1;
			vma_set_range(vma, start, start + 1);
			mmap_write_unlock(space.mm);
		}
	}

	void reader(unsigned i)
	{
		for (unsigned round = 0; round < bound.rounds; round++) {
			std::int64_t saw = -1;

			if (vma_read_trylock(space.mm, vma)) {
				auto start = vma->vm_start.load();
				auto end = vma->vm_end.load();
				K::require(end == start + 1, "R-12",
					   "a reader saw half of a writer's "
					   "change");
				saw = static_cast<std::int64_t>(start);
				vma_end_read(vma);
			}
			K::observe("start", i * bound.rounds + round, saw);
		}
	}

	void after()
	{
		K::require(vma->vm_start.load() == bound.writers * bound.rounds,
			   "R-13", "a writer's change was lost");
		space.shut_down();
	}
};

} // namespace vmalock::cases

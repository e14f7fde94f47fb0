// SPDX-License-Identifier: MIT
// Pages 1 to 3 are mapped all the time. A writer gives page 1 or 2 a vma of its
// own, at either end of the one that is there. A walk over the maps, from the
// start or from page 2, shows every page, and none twice.
#pragma once

#include "cases/common/space.h"
#include "harness/kernel/walk.h"

namespace vmalock::cases
{

template <class K, class L>
struct maps_have_no_gap {
	static constexpr CaseInfo info = {
		.name = "maps_have_no_gap",
		.goal = "A walk over the vmas shows no gap that was not there",
		.guarantees = "R-14 R-30 R-31",
		.bound = {.readers = 1, .writers = 1, .rounds = 1},
		.max = {.readers = 1, .writers = 1, .rounds = 1},
	};

	address_space<K, L> space;
	typename address_space<K, L>::vm_area_struct *vma;
	typename address_space<K, L>::vm_area_struct *next;

	explicit maps_have_no_gap(const Bound &)
	{
	}

	void before()
	{
		space.boot();
		vma = vm_mmap(space.mm, 1, 3);
		next = vm_mmap(space.mm, 3, 4);
	}

	/* It locks the vma behind, too, and that one first. */
	void writer(unsigned)
	{
		mmap_write_lock(space.mm);
		unsigned long page = 1 + K::choose(2);
		vma_start_write(next);
		vma_start_write(vma);
		kernel::vma_set_shrunk_range(vma, page, page + 1);
		mmap_region(space.mm, page, page + 1);
		mmap_write_unlock(space.mm);
	}

	void reader(unsigned i)
	{
		unsigned long from = 2 * K::choose(2);
		unsigned long shown = from ? from : 1, vmas = 0;

		proc_show_maps(
			space.mm, from,
			[&](unsigned long start, unsigned long end) {
				K::require(
					start <= shown && shown < end, "R-31",
					"a walk shows a gap, or a page twice");
				shown = end;
				vmas++;
			});
		K::require(shown == 4, "R-31", "a walk misses a vma");
		K::observe("vmas", i, static_cast<std::int64_t>(vmas));
	}

	void after()
	{
		space.shut_down();
	}
};

} // namespace vmalock::cases

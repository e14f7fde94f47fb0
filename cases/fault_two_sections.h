// SPDX-License-Identifier: MIT
// A page is faulted in while a writer maps something else over its vma in one
// section, and unmaps that in the next.
#pragma once

#include "cases/common/space.h"
#include "harness/kernel/users.h"

namespace vmalock::cases
{

template <class K, class L>
struct fault_two_sections {
	static constexpr CaseInfo info = {
		.name = "fault_two_sections",
		.goal = "A fault ends, with the page of a vma that is mapped "
			"or with none",
		.guarantees = "R-14 R-18 R-23",
		.bound = {.readers = 1, .writers = 1, .rounds = 1},
		.max = {.readers = 1, .writers = 1, .rounds = 1},
	};

	address_space<K, L> space;

	explicit fault_two_sections(const Bound &)
	{
	}

	void before()
	{
		space.boot();
		vm_mmap(space.mm, 0, 1);
	}

	void replace(bool map)
	{
		mmap_write_lock(space.mm);
		auto vma = mas_find(&space.mm->mm_mt, 0);
		vma_unmap(space.mm, vma, 0, 1);
		unlink_anon_vmas(vma);
		remove_vma(vma, false);
		if (map)
			mmap_region(space.mm, 0, 1);
		mmap_write_unlock(space.mm);
	}

	void writer(unsigned)
	{
		replace(true);
		replace(false);
	}

	void reader(unsigned i)
	{
		K::observe(
			"root", i,
			static_cast<std::int64_t>(handle_fault(space.mm, 0)));
	}

	void after()
	{
		space.shut_down();
	}
};

} // namespace vmalock::cases

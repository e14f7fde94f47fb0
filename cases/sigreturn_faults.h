// SPDX-License-Identifier: MIT
// A return from a signal looks at the vma of its shadow stack and reads the
// stack, which may fault. A fault within an mmap read section waits behind a
// writer that waits for that section.
#pragma once

#include "cases/common/space.h"
#include "harness/kernel/remote.h"

namespace vmalock::cases
{

template <class K, class L>
struct sigreturn_faults {
	static constexpr CaseInfo info = {
		.name = "sigreturn_faults",
		.goal = "A return from a signal ends, whoever waits for the "
			"mmap lock",
		.guarantees = "R-23 R-37",
		.bound = {.readers = 1, .writers = 1, .rounds = 1},
		.max = {.readers = 2, .writers = 1, .rounds = 1},
	};

	address_space<K, L> space;
	typename address_space<K, L>::vm_area_struct *vma;

	explicit sigreturn_faults(const Bound &)
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
		vma->vm_flags.store(VM_CHANGED);
		mmap_write_unlock(space.mm);
	}

	void reader(unsigned i)
	{
		K::observe("popped", i, shstk_pop_sigframe(space.mm, 0));
	}

	void after()
	{
		space.shut_down();
	}
};

} // namespace vmalock::cases

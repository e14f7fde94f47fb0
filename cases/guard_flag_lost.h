// SPDX-License-Identifier: MIT
// A reader installs a guard region: it sets VM_MAYBE_GUARD atomically under the
// vma read lock (madvise since guard regions of files, 2ab7f1bbafc9). A writer
// loads vm_flags, changes another flag and stores them under the write lock.
// The kernel's comment where the bit is set relies on this: whoever changes
// flags takes the write lock first, and is ordered after the readers by that.
// Since 6.15 the writer's wait orders no load (B-20).
#pragma once

#include "cases/common/space.h"
#include "harness/kernel/users.h"

namespace vmalock::cases
{

template <class K, class L>
struct guard_flag_lost {
	static constexpr CaseInfo info = {
		.name = "guard_flag_lost",
		.goal = "A flag that a reader sets atomically is not lost by a "
			"writer of the flags",
		.guarantees = "R-21",
		.bound = {.readers = 1, .writers = 1, .rounds = 1},
		.max = {.readers = 2, .writers = 2, .rounds = 1},
	};

	address_space<K, L> space;
	typename address_space<K, L>::vm_area_struct *vma;
	typename K::template shared<unsigned> installed{0u, "installed"};

	explicit guard_flag_lost(const Bound &)
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
		vm_flags_set(vma, VM_CHANGED);
		mmap_write_unlock(space.mm);
	}

	void reader(unsigned i)
	{
		bool done = madvise_guard_install(space.mm, 0);

		K::observe("installed", i, done);
		if (done)
			installed.store(1, order::relaxed);
	}

	void after()
	{
		auto flags = vma->vm_flags.load();

		K::require(installed.load() == 0 ||
				   (flags & kernel::VM_MAYBE_GUARD),
			   "R-21", "a reader's flag is lost");
		K::require(flags & VM_CHANGED, "R-21",
			   "a writer's flag is lost");
		space.shut_down();
	}
};

} // namespace vmalock::cases

// SPDX-License-Identifier: MIT
// A writer locks two vmas, changes both and unlocks the mmap lock once. A
// reader that gets the first one changed must get the second one, changed too.
// When all is over both can be read-locked: no write lock is left.
#pragma once

#include "cases/common/space.h"

namespace vmalock::cases
{

template <class K, class L>
struct unlock_ends_all {
	static constexpr CaseInfo info = {
		.name = "unlock_ends_all",
		.goal = "The mmap unlock ends all vma write locks at once, "
			"after the writer's stores",
		.guarantees = "R-10 R-28",
		.bound = {.readers = 1, .writers = 1, .rounds = 1},
		.max = {.readers = 2, .writers = 2, .rounds = 1},
	};

	const Bound bound;
	address_space<K, L> space;
	typename address_space<K, L>::vm_area_struct *a, *b;

	explicit unlock_ends_all(const Bound &bound_) : bound(bound_)
	{
	}

	void before()
	{
		space.boot();
		a = vm_mmap(space.mm, 0, 1);
		b = vm_mmap(space.mm, 1, 2);
	}

	void writer(unsigned)
	{
		mmap_write_lock(space.mm);
		vma_start_write(a);
		vma_start_write(b);
		a->vm_flags.store(VM_CHANGED);
		b->vm_flags.store(VM_CHANGED);
		mmap_write_unlock(space.mm);
	}

	/* vm_flags, or -1 if the vma is locked for write. */
	std::int64_t flags_of(typename address_space<K, L>::vm_area_struct *vma)
	{
		if (!vma_read_trylock(space.mm, vma))
			return -1;
		auto flags = static_cast<std::int64_t>(vma->vm_flags.load());
		vma_end_read(vma);
		return flags;
	}

	void reader(unsigned i)
	{
		auto flags_a = flags_of(a);
		auto flags_b = flags_of(b);

		K::observe("flags_a", i, flags_a);
		K::observe("flags_b", i, flags_b);
		if (flags_a != VM_CHANGED)
			return;
		/* Another writer may have locked the second one meanwhile. */
		K::require(flags_b == VM_CHANGED ||
				   (bound.writers > 1 && flags_b == -1),
			   "R-10", "one vma is unlocked, the other is not");
	}

	void after()
	{
		K::require(flags_of(a) == VM_CHANGED &&
				   flags_of(b) == VM_CHANGED,
			   "R-28", "a vma is write-locked after the unlock");
		space.shut_down();
	}
};

} // namespace vmalock::cases

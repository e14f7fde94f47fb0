// SPDX-License-Identifier: MIT
// Reader 0 writes to a file from user memory: inode lock, then mmap lock.
// Reader 1 syncs the file behind a mapping. The writer only comes between:
// without it readers of the mmap lock share it.
#pragma once

#include "cases/common/space.h"
#include "harness/kernel/remote.h"

namespace vmalock::cases
{

template <class K, class L>
struct inode_lock_order {
	static constexpr CaseInfo info = {
		.name = "inode_lock_order",
		.goal = "The inode lock and the mmap lock are taken in one "
			"order",
		.guarantees = "R-37",
		.bound = {.readers = 2, .writers = 1, .rounds = 1},
		.max = {.readers = 2, .writers = 1, .rounds = 1},
	};

	address_space<K, L> space;
	typename address_space<K, L>::vm_area_struct *vma;
	kernel::inode<K, L> file;

	explicit inode_lock_order(const Bound &)
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
		if (i == 0)
			generic_file_write(space.mm, &file, 0);
		else
			K::observe("synced", i,
				   static_cast<std::int64_t>(
					   msync_range(space.mm, &file, 0)));
	}

	void after()
	{
		space.shut_down();
	}
};

} // namespace vmalock::cases

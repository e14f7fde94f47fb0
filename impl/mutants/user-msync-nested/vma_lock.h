// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-7.0: whose msync takes the inode lock under the mmap lock.
#pragma once

#include "harness/kernel/remote.h"
#include "impl/refcnt-7.0/vma_lock.h"

namespace vmalock::impl::user_msync_nested
{

struct lock : refcnt_7_0::lock {
};

template <class L>
concept version = refcnt_7_0::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"inode_lock_order", "planted", "deadlock", "refcnt-7.0"},
};

inline constexpr ImplInfo info = {
	.name = "user-msync-nested",
	.kernel = "7.0, changed",
	.commit = "-",
	.idea = "refcnt-7.0 whose msync takes the inode lock under the "
		"mmap lock",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
unsigned long msync_range(mm_struct<K, L> *mm, inode<K, L> *file,
			  unsigned long address)
{
	mmap_read_lock(mm);
	(void)mas_find(&mm->mm_mt, address);
	unsigned long size = vfs_fsync(file);
	mmap_read_unlock(mm);
	return size;
}

} // namespace vmalock::impl::user_msync_nested

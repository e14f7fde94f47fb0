// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-7.0: whose move takes the mmap lock with its first vma
// locked.
#pragma once

#include "harness/kernel/remote.h"
#include "impl/refcnt-7.0/vma_lock.h"

namespace vmalock::impl::user_move_waits
{

struct lock : refcnt_7_0::lock {
};

template <class L>
concept version = refcnt_7_0::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"uffd_moves_two", "planted", "deadlock", "refcnt-7.0"},
};

inline constexpr ImplInfo info = {
	.name = "user-move-waits",
	.kernel = "7.0, changed",
	.commit = "-",
	.idea = "refcnt-7.0 whose move takes the mmap lock with its first "
		"vma locked",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
bool uffd_move_lock_src(mm_struct<K, L> *mm, unsigned long, unsigned long src,
			uffd_move<K, L> *move)
{
	move->src = lock_vma_under_rcu(mm, src);
	if (move->src)
		return true;
	mmap_read_lock(mm);
	move->src = mas_find(&mm->mm_mt, src);
	bool locked = vma_start_read_locked(move->src);
	mmap_read_unlock(mm);
	return locked;
}

} // namespace vmalock::impl::user_move_waits

// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-7.0: whose move keeps its first vma when the second one is
// not to be had.
#pragma once

#include "harness/kernel/remote.h"
#include "impl/refcnt-7.0/vma_lock.h"

namespace vmalock::impl::user_move_keeps_first
{

struct lock : refcnt_7_0::lock {
};

template <class L>
concept version = refcnt_7_0::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"uffd_moves_two", "planted", "deadlock|lock misuse", "refcnt-7.0"},
};

inline constexpr ImplInfo info = {
	.name = "user-move-keeps-first",
	.kernel = "7.0, changed",
	.commit = "-",
	.idea = "refcnt-7.0 whose move keeps its first vma when the "
		"second one is not to be had",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
bool uffd_move_lock_src(mm_struct<K, L> *mm, unsigned long dst,
			unsigned long src, uffd_move<K, L> *move)
{
	move->src = lock_vma_under_rcu(mm, src);
	return move->src || uffd_move_lock_both(mm, dst, src, move);
}

} // namespace vmalock::impl::user_move_keeps_first

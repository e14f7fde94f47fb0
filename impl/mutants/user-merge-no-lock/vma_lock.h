// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of the users of refcnt-6.15 (U-5, fixed by d8ab9f7b644a): a merge sets
// the anon_vma of a vma that is not write-locked.
#pragma once

#include "harness/kernel/users.h"
#include "impl/refcnt-6.15/vma_lock.h"

namespace vmalock::impl::user_merge_no_lock
{

struct lock : refcnt_6_15::lock {
};

template <class L>
concept version = refcnt_6_15::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"merge_copies_anon_vma", "U-5",
	 "use after free|failed requirement|data race", "refcnt-6.15"},
};

inline constexpr ImplInfo info = {
	.name = "user-merge-no-lock",
	.kernel = "6.15, changed",
	.commit = "-",
	.idea = "refcnt-6.15 whose merge sets anon_vma unlocked",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
void dup_anon_vma(vm_area_struct<K, L> *dst, anon_vma<K> *from)
{
	dst->anon_vma.store(from, order::release);
}

} // namespace vmalock::impl::user_merge_no_lock

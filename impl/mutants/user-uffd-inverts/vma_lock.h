// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of the users of refcnt-6.15 (B-17, as posted in v6): userfaultfd takes
// the success of vma_start_read_locked() for a failure.
#pragma once

#include "harness/kernel/users.h"
#include "impl/refcnt-6.15/vma_lock.h"

namespace vmalock::impl::user_uffd_inverts
{

struct lock : refcnt_6_15::lock {
};

template <class L>
concept version = refcnt_6_15::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"uffd_moves", "B-17", "failed requirement|deadlock", "refcnt-6.15"},
};

inline constexpr ImplInfo info = {
	.name = "user-uffd-inverts",
	.kernel = "6.15, changed",
	.commit = "-",
	.idea = "refcnt-6.15 whose userfaultfd inverts a result",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
bool uffd_start_read_locked(vm_area_struct<K, L> *vma)
{
	return !vma_start_read_locked(vma);
}

} // namespace vmalock::impl::user_uffd_inverts

// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of the users of refcnt-6.15 (U-6, CVE-2023-4611, fixed by
// 6c21e066f925): mbind replaces the policy of a vma that is not write-locked.
#pragma once

#include "harness/kernel/users.h"
#include "impl/refcnt-6.15/vma_lock.h"

namespace vmalock::impl::user_mbind_no_lock
{

struct lock : refcnt_6_15::lock {
};

template <class L>
concept version = refcnt_6_15::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"policy_replaced", "U-6", "use after free|data race", "refcnt-6.15"},
};

inline constexpr ImplInfo info = {
	.name = "user-mbind-no-lock",
	.kernel = "6.15, changed",
	.commit = "-",
	.idea = "refcnt-6.15 whose mbind does not lock",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
void vma_replace_policy(vm_area_struct<K, L> *vma, mempolicy<K> *made)
{
	auto old = vma->vm_policy.load();

	vma->vm_policy.store(made);
	K::free(old);
}

} // namespace vmalock::impl::user_mbind_no_lock

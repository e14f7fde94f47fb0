// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-7.0: whose mmget_not_zero raises 0.
#pragma once

#include "impl/refcnt-7.0/vma_lock.h"

namespace vmalock::impl::kernel_mmget_raises_zero
{

struct lock : refcnt_7_0::lock {
};

template <class L>
concept version = refcnt_7_0::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"last_user_exits", "planted",
	 "use after free|double free|lock misuse|data race|leak|null pointer",
	 "refcnt-7.0"},
};

inline constexpr ImplInfo info = {
	.name = "kernel-mmget-raises-zero",
	.kernel = "7.0, changed",
	.commit = "-",
	.idea = "refcnt-7.0 whose mmget_not_zero raises 0",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
bool mmget_not_zero(mm_struct<K, L> *mm, Where where = Where::here())
{
	mmget(mm, where);
	return true;
}

} // namespace vmalock::impl::kernel_mmget_raises_zero

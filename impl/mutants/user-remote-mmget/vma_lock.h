// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-7.0: that becomes a user of an mm without a look whether
// there is one.
#pragma once

#include "harness/kernel/remote.h"
#include "impl/refcnt-7.0/vma_lock.h"

namespace vmalock::impl::user_remote_mmget
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
	.name = "user-remote-mmget",
	.kernel = "7.0, changed",
	.commit = "-",
	.idea = "refcnt-7.0 that becomes a user of an mm without a look "
		"whether there is one",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
bool access_remote_begin(mm_struct<K, L> *mm)
{
	mmget(mm);
	return true;
}

} // namespace vmalock::impl::user_remote_mmget

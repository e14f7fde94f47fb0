// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-7.0: that looks into an mm of which it is no user.
#pragma once

#include "harness/kernel/remote.h"
#include "impl/refcnt-7.0/vma_lock.h"

namespace vmalock::impl::user_remote_no_user
{

struct lock : refcnt_7_0::lock {
};

template <class L>
concept version = refcnt_7_0::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"last_user_exits", "planted", "use after free", "refcnt-7.0"},
};

inline constexpr ImplInfo info = {
	.name = "user-remote-no-user",
	.kernel = "7.0, changed",
	.commit = "-",
	.idea = "refcnt-7.0 that looks into an mm of which it is no user",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
bool access_remote_begin(mm_struct<K, L> *)
{
	return true;
}

template <kernel_platform K, version L>
void access_remote_end(mm_struct<K, L> *)
{
}

} // namespace vmalock::impl::user_remote_no_user

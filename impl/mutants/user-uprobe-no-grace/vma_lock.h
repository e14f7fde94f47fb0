// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-7.0: whose probes are freed without a grace period.
#pragma once

#include "harness/kernel/remote.h"
#include "impl/refcnt-7.0/vma_lock.h"

namespace vmalock::impl::user_uprobe_no_grace
{

struct lock : refcnt_7_0::lock {
};

template <class L>
concept version = refcnt_7_0::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"uprobe_speculates", "planted", "use after free", "refcnt-7.0"},
};

inline constexpr ImplInfo info = {
	.name = "user-uprobe-no-grace",
	.kernel = "7.0, changed",
	.commit = "-",
	.idea = "refcnt-7.0 whose probes are freed without a grace period",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
void uprobe_free_rcu(uprobe<K, L> *probe)
{
	K::free(probe);
}

} // namespace vmalock::impl::user_uprobe_no_grace

// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-7.0: whose signals wake nobody.
#pragma once

#include "impl/refcnt-7.0/vma_lock.h"

namespace vmalock::impl::kernel_signal_no_wake
{

struct lock : refcnt_7_0::lock {
};

template <class L>
concept version = refcnt_7_0::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"signal_wakes", "planted", "deadlock", "refcnt-7.0"},
	{"mmap_lock_killed", "planted", "deadlock", "refcnt-7.0"},
};

inline constexpr ImplInfo info = {
	.name = "kernel-signal-no-wake",
	.kernel = "7.0, changed",
	.commit = "-",
	.idea = "refcnt-7.0 whose signals wake nobody",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
void signal_wake_up(task_struct<K, L> *, unsigned, Where = Where::here())
{
}

} // namespace vmalock::impl::kernel_signal_no_wake

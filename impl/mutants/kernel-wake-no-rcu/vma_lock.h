// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-7.0: whose rcuwait_wake_up is no RCU reader.
#pragma once

#include "impl/refcnt-7.0/vma_lock.h"

namespace vmalock::impl::kernel_wake_no_rcu
{

struct lock : refcnt_7_0::lock {
};

template <class L>
concept version = refcnt_7_0::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"task_exits", "planted", "use after free", "refcnt-7.0"},
};

inline constexpr ImplInfo info = {
	.name = "kernel-wake-no-rcu",
	.kernel = "7.0, changed",
	.commit = "-",
	.idea = "refcnt-7.0 whose rcuwait_wake_up is no RCU reader",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
void rcuwait_wake_up(rcuwait<K, L> *w, Where where = Where::here())
{
	K::fence(kernel::at<"rcuwait_wake_mb">, where);
	auto task = rcu_dereference(w->task, kernel::at<"rcuwait_task">, where);
	if (task)
		wake_up_process(task, where);
}

} // namespace vmalock::impl::kernel_wake_no_rcu

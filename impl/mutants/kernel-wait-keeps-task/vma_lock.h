// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-7.0: whose rcuwait keeps the pointer to the task that
// waited.
#pragma once

#include "impl/refcnt-7.0/vma_lock.h"

namespace vmalock::impl::kernel_wait_keeps_task
{

struct lock : refcnt_7_0::lock {
};

template <class L>
concept version = refcnt_7_0::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"task_exits", "planted", "use after free", "refcnt-7.0"},
};

inline constexpr ImplInfo info = {
	.name = "kernel-wait-keeps-task",
	.kernel = "7.0, changed",
	.commit = "-",
	.idea = "refcnt-7.0 whose rcuwait keeps the pointer to the task "
		"that waited",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
void finish_rcuwait(rcuwait<K, L> *, task_struct<K, L> *self, Where where)
{
	self->state.store(TASK_RUNNING, kernel::at<"rcuwait_finish_state">,
			  where);
}

} // namespace vmalock::impl::kernel_wait_keeps_task

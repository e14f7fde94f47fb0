// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-7.0: whose rcuwait does not test the condition again.
#pragma once

#include "impl/refcnt-7.0/vma_lock.h"

namespace vmalock::impl::kernel_wait_sleeps_once
{

struct lock : refcnt_7_0::lock {
};

template <class L>
concept version = refcnt_7_0::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"signal_ignored", "planted", "data race|failed requirement",
	 "refcnt-7.0"},
};

inline constexpr ImplInfo info = {
	.name = "kernel-wait-sleeps-once",
	.kernel = "7.0, changed",
	.commit = "-",
	.idea = "refcnt-7.0 whose rcuwait does not test the condition "
		"again",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L, class Condition>
int rcuwait_wait_event(rcuwait<K, L> *w, task_struct<K, L> *self,
		       Condition condition,
		       unsigned sleep_state = TASK_UNINTERRUPTIBLE,
		       Where where = Where::here())
{
	rcu_assign_pointer(w->task, self, kernel::at<"rcuwait_set_task">,
			   where);
	self->state.store(sleep_state, kernel::at<"rcuwait_set_state">, where);
	K::fence(kernel::at<"rcuwait_wait_mb">, where);
	if (!condition())
		self->state.await(
			[](unsigned state) { return state == TASK_RUNNING; },
			kernel::at<"schedule">, where);
	finish_rcuwait(w, self, where);
	return 0;
}

} // namespace vmalock::impl::kernel_wait_sleeps_once

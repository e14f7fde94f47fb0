// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-7.0: whose signals wake before they are pending.
#pragma once

#include "impl/refcnt-7.0/vma_lock.h"

namespace vmalock::impl::kernel_signal_wakes_first
{

struct lock : refcnt_7_0::lock {
};

template <class L>
concept version = refcnt_7_0::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"signal_wakes", "planted", "deadlock", "refcnt-7.0"},
};

inline constexpr ImplInfo info = {
	.name = "kernel-signal-wakes-first",
	.kernel = "7.0, changed",
	.commit = "-",
	.idea = "refcnt-7.0 whose signals wake before they are pending",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
void send_sigkill(task_struct<K, L> *task, unsigned thread,
		  Where where = Where::here())
{
	signal_wake_up(task, thread + 1, where);
	K::fence(kernel::at<"signal_mb">, where);
	WRITE_ONCE(task->pending, 1u, kernel::at<"send_signal">, where);
}

} // namespace vmalock::impl::kernel_signal_wakes_first

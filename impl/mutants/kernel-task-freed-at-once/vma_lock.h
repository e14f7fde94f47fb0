// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-7.0: whose tasks are freed without a grace period.
#pragma once

#include "impl/refcnt-7.0/vma_lock.h"

namespace vmalock::impl::kernel_task_freed_at_once
{

struct lock : refcnt_7_0::lock {
};

template <class L>
concept version = refcnt_7_0::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"task_exits", "planted", "use after free", "refcnt-7.0"},
};

inline constexpr ImplInfo info = {
	.name = "kernel-task-freed-at-once",
	.kernel = "7.0, changed",
	.commit = "-",
	.idea = "refcnt-7.0 whose tasks are freed without a grace period",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
void put_task_struct_rcu_user(task_struct<K, L> *task)
{
	K::free(task);
}

} // namespace vmalock::impl::kernel_task_freed_at_once

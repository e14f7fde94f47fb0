// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-7.0: whose limit of readers is above the writer's bit.
#pragma once

#include "impl/refcnt-7.0/vma_lock.h"

namespace vmalock::impl::refcnt_limit_above_flag
{

struct lock : refcnt_7_0::lock {
	static constexpr int ref_limit = INT_MAX - 1;
};

template <class L>
concept version = refcnt_7_0::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"waiting_writer_first", "planted", "failed requirement|deadlock",
	 "refcnt-7.0"},
	{"reader_limit_writer", "planted",
	 "lock misuse|data race|failed requirement|deadlock", "refcnt-7.0"},
};

inline constexpr ImplInfo info = {
	.name = "refcnt-limit-above-flag",
	.kernel = "7.0, changed",
	.commit = "-",
	.idea = "refcnt-7.0 whose limit of readers is above the writer's "
		"bit",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

/* The limit is all there is to it. */

} // namespace vmalock::impl::refcnt_limit_above_flag

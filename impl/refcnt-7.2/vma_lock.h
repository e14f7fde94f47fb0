// SPDX-License-Identifier: GPL-2.0-only OR MIT
// The per-VMA lock of Linux 7.2: available on every configuration (the series
// "make per-VMA locks available universally"), with no change of any memory
// operation since refcnt-7.0. What is new is a user: guard regions set
// VM_MAYBE_GUARD atomically under the vma read lock.
#pragma once

#include "impl/refcnt-7.0/vma_lock.h"

namespace vmalock::impl::refcnt_7_2
{

struct lock : refcnt_7_0::lock {
};

template <class L>
concept version = refcnt_7_0::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"reader_excludes_writer",
	 "B-27",
	 "data race|failed requirement",
	 "seq_begin_store=release",
	 "rc11 lkmm",
	 {1, 2, 1}},
	{"guard_flag_lost", "B-20", "failed requirement", "writer_wait=acquire",
	 "lkmm"},
	{"writer_loads_early", "B-20", "data race", "writer_wait=acquire",
	 "lkmm"},
	{"writer_loads_late", "B-21", "data race", "seq_end_store=release",
	 "lkmm"},
};

inline constexpr ImplInfo info = {
	.name = "refcnt-7.2",
	.kernel = "7.2",
	.commit = "-",
	.idea = "refcnt-7.0 on every configuration; its readers set a flag "
		"atomically",
	.sites = refcnt_6_15::sites,
	.known_bugs = known_bugs,
};

} // namespace vmalock::impl::refcnt_7_2

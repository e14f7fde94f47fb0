// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-7.0: that speculates while a writer works.
#pragma once

#include "impl/refcnt-7.0/vma_lock.h"

namespace vmalock::impl::refcnt_speculates_odd
{

struct lock : refcnt_7_0::lock {
};

template <class L>
concept version = refcnt_7_0::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"speculation_notices", "planted", "failed requirement", "refcnt-7.0"},
	{"uprobe_speculates", "planted", "failed requirement", "refcnt-7.0"},
};

inline constexpr ImplInfo info = {
	.name = "refcnt-speculates-odd",
	.kernel = "7.0, changed",
	.commit = "-",
	.idea = "refcnt-7.0 that speculates while a writer works",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
auto mmap_lock_speculate_try_begin(mm_struct<K, L> *mm)
{
	return std::optional(
		raw_read_seqcount(&mm->mm_lock_seq, at<L, "speculate_begin">));
}

} // namespace vmalock::impl::refcnt_speculates_odd

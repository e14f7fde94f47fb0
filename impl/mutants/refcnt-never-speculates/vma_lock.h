// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-7.0: that never speculates.
#pragma once

#include "impl/refcnt-7.0/vma_lock.h"

namespace vmalock::impl::refcnt_never_speculates
{

struct lock : refcnt_7_0::lock {
};

template <class L>
concept version = refcnt_7_0::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"speculation_succeeds", "planted", "failed requirement", "refcnt-7.0"},
};

inline constexpr ImplInfo info = {
	.name = "refcnt-never-speculates",
	.kernel = "7.0, changed",
	.commit = "-",
	.idea = "refcnt-7.0 that never speculates",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
std::optional<unsigned> mmap_lock_speculate_try_begin(mm_struct<K, L> *)
{
	return std::nullopt;
}

} // namespace vmalock::impl::refcnt_never_speculates

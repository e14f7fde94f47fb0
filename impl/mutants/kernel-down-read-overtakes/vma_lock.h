// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-7.0: whose down_read overtakes a writer that waits.
#pragma once

#include "impl/refcnt-7.0/vma_lock.h"

namespace vmalock::impl::kernel_down_read_overtakes
{

struct lock : refcnt_7_0::lock {
};

template <class L>
concept version = refcnt_7_0::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"mmap_readers_queue", "planted", "deadlock|failed requirement",
	 "refcnt-7.0"},
};

inline constexpr ImplInfo info = {
	.name = "kernel-down-read-overtakes",
	.kernel = "7.0, changed",
	.commit = "-",
	.idea = "refcnt-7.0 whose down_read overtakes a writer that waits",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
bool rwsem_read_fast(const rw_semaphore<K, L> *, rwsem_word w)
{
	return !rwsem_writer(w);
}

} // namespace vmalock::impl::kernel_down_read_overtakes

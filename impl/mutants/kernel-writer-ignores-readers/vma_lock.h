// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-7.0: whose down_write does not look for readers.
#pragma once

#include "impl/refcnt-7.0/vma_lock.h"

namespace vmalock::impl::kernel_writer_ignores_readers
{

struct lock : refcnt_7_0::lock {
};

template <class L>
concept version = refcnt_7_0::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"mmap_readers_woken", "planted", "data race|failed requirement",
	 "refcnt-7.0"},
	{"downgrade_joined", "planted",
	 "data race|lock misuse|failed requirement", "refcnt-7.0"},
};

inline constexpr ImplInfo info = {
	.name = "kernel-writer-ignores-readers",
	.kernel = "7.0, changed",
	.commit = "-",
	.idea = "refcnt-7.0 whose down_write does not look for readers",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
std::optional<rwsem_word> rwsem_write_arrive(const rw_semaphore<K, L> *,
					     rwsem_word w, unsigned task,
					     std::optional<bool>)
{
	if (!rwsem_writer(w))
		return w | RWSEM_WRITER_LOCKED;
	return rwsem_add_waiter(w, task, rwsem_waiter::is_writer);
}

} // namespace vmalock::impl::kernel_writer_ignores_readers

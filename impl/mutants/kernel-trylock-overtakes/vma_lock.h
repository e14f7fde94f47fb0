// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of rwsem-6.5: whose trylock overtakes a writer that waits.
#pragma once

#include "impl/rwsem-6.5/vma_lock.h"

namespace vmalock::impl::kernel_trylock_overtakes
{

struct lock : rwsem_6_5::lock {
};

template <class L>
concept version = rwsem_6_5::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"mmap_readers_queue", "planted", "failed requirement", "rwsem-6.5"},
	{"waiting_writer_first", "planted", "failed requirement", "rwsem-6.5"},
};

inline constexpr ImplInfo info = {
	.name = "kernel-trylock-overtakes",
	.kernel = "6.5, changed",
	.commit = "-",
	.idea = "rwsem-6.5 whose trylock overtakes a writer that waits",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
bool down_read_trylock(rw_semaphore<K, L> *sem, Where where = Where::here())
{
	return K::loop_ends(
		       sem->count.update(
			       [](rwsem_word w) -> std::optional<rwsem_word> {
				       if (rwsem_writer(w))
					       return std::nullopt;
				       return w + RWSEM_READER_BIAS;
			       },
			       kernel::at<"down_read_trylock">, where))
		.done;
}

} // namespace vmalock::impl::kernel_trylock_overtakes

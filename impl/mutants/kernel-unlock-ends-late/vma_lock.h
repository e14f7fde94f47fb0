// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-7.0: whose mmap unlock ends the vma write locks afterwards.
#pragma once

#include "impl/refcnt-7.0/vma_lock.h"

namespace vmalock::impl::kernel_unlock_ends_late
{

struct lock : refcnt_7_0::lock {
};

template <class L>
concept version = refcnt_7_0::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"reader_excludes_writer", "planted", "lock misuse", "refcnt-7.0"},
	{"unlock_ends_all", "planted", "lock misuse", "refcnt-7.0"},
};

inline constexpr ImplInfo info = {
	.name = "kernel-unlock-ends-late",
	.kernel = "7.0, changed",
	.commit = "-",
	.idea = "refcnt-7.0 whose mmap unlock ends the vma write locks "
		"afterwards",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
void mmap_write_unlock(mm_struct<K, L> *mm)
{
	lockdep_note(mm, false);
	up_write(&mm->mmap_lock);
	vma_end_write_all(mm);
}

} // namespace vmalock::impl::kernel_unlock_ends_late

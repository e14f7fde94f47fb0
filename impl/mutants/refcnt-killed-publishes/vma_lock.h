// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-7.0 (B-18): a killed writer stores vm_lock_seq all the same.
// The next vma_start_write() of the section believes that it has the lock.
#pragma once

#include "impl/refcnt-7.0/vma_lock.h"

namespace vmalock::impl::refcnt_killed_publishes
{

struct lock : refcnt_7_0::lock {
};

template <class L>
concept version = refcnt_7_0::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"killed_writer", "B-18", "data race|failed requirement", "refcnt-7.0"},
};

inline constexpr ImplInfo info = {
	.name = "refcnt-killed-publishes",
	.kernel = "7.0, changed",
	.commit = "-",
	.idea = "refcnt-7.0 whose killed writer stores vm_lock_seq",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
void vma_undo_exclude_readers(vm_area_struct<K, L> *vma,
			      refcnt_7_0::vma_exclude_readers_state *ves)
{
	WRITE_ONCE(vma->vm_lock_seq, __vma_raw_mm_seqnum(vma),
		   at<L, "writer_vseq">);
	__vma_end_exclude_readers(vma, ves);
}

} // namespace vmalock::impl::refcnt_killed_publishes

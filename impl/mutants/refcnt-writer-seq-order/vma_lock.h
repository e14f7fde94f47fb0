// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-7.0: whose writer takes a larger sequence number for its
// lock.
#pragma once

#include "impl/refcnt-7.0/vma_lock.h"

namespace vmalock::impl::refcnt_writer_seq_order
{

struct lock : refcnt_7_0::lock {
};

template <class L>
concept version = refcnt_7_0::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"sequence_far_ahead", "planted", "data race|failed requirement",
	 "refcnt-7.0"},
};

inline constexpr ImplInfo info = {
	.name = "refcnt-writer-seq-order",
	.kernel = "7.0, changed",
	.commit = "-",
	.idea = "refcnt-7.0 whose writer takes a larger sequence number "
		"for its lock",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
bool __is_vma_write_locked(vm_area_struct<K, L> *vma)
{
	auto vseq = vma->vm_lock_seq.load(at<L, "is_locked_vseq">);

	return static_cast<int>(vseq - __vma_raw_mm_seqnum(vma)) >= 0;
}

} // namespace vmalock::impl::refcnt_writer_seq_order

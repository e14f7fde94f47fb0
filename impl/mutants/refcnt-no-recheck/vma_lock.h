// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-6.15: a reader that is counted does not look at the sequence
// numbers again, so it gets in although a writer stored vm_lock_seq meanwhile.
#pragma once

#include "impl/refcnt-6.15/vma_lock.h"

namespace vmalock::impl::refcnt_no_recheck
{

struct lock : refcnt_6_15::lock {
};

template <class L>
concept version = refcnt_6_15::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"reader_excludes_writer", "planted", "data race|failed requirement",
	 "refcnt-6.15"},
};

inline constexpr ImplInfo info = {
	.name = "refcnt-no-recheck",
	.kernel = "6.15, changed",
	.commit = "-",
	.idea = "refcnt-6.15 without the re-check of the sequence number",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
vm_area_struct<K, L> *vma_start_read(mm_struct<K, L> *mm,
				     vm_area_struct<K, L> *vma)
{
	auto early_vseq =
		READ_ONCE(vma->vm_lock_seq, at<L, "reader_early_vseq">);
	if (early_vseq ==
	    READ_ONCE(mm->mm_lock_seq.sequence, at<L, "reader_early_mseq">))
		return nullptr;

	auto inc = refcount_inc_not_zero_limited_acquire(
		&vma->vm_refcnt, L::ref_limit, at<L, "reader_inc">);
	if (!inc)
		return inc.old ? nullptr
			       : ERR_PTR<vm_area_struct<K, L>>(-EAGAIN);
	return vma;
}

} // namespace vmalock::impl::refcnt_no_recheck

// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-6.15: readers stay out of every vma of an mm that has a
// writer (an odd sequence number), as before there were per-VMA locks.
#pragma once

#include "impl/refcnt-6.15/vma_lock.h"

namespace vmalock::impl::refcnt_whole_mm
{

struct lock : refcnt_6_15::lock {
};

template <class L>
concept version = refcnt_6_15::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"writer_other_vma", "planted", "failed requirement", "refcnt-6.15"},
};

inline constexpr ImplInfo info = {
	.name = "refcnt-whole-mm",
	.kernel = "6.15, changed",
	.commit = "-",
	.idea = "refcnt-6.15 whose readers heed writers of other vmas",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
vm_area_struct<K, L> *vma_start_read(mm_struct<K, L> *mm,
				     vm_area_struct<K, L> *vma)
{
	if (READ_ONCE(mm->mm_lock_seq.sequence, at<L, "reader_early_mseq">) % 2)
		return nullptr;

	auto inc = refcount_inc_not_zero_limited_acquire(
		&vma->vm_refcnt, L::ref_limit, at<L, "reader_inc">);
	if (!inc)
		return inc.old ? nullptr
			       : ERR_PTR<vm_area_struct<K, L>>(-EAGAIN);

	if (raw_read_seqcount(&mm->mm_lock_seq, at<L, "reader_mseq">) % 2) {
		vma_refcount_put(vma);
		return nullptr;
	}
	return vma;
}

} // namespace vmalock::impl::refcnt_whole_mm

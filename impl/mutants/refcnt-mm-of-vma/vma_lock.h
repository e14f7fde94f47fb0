// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-6.15 (B-16): the reader takes the sequence number of the mm
// that the vma belongs to, before anything keeps that mm.
#pragma once

#include "impl/refcnt-6.15/vma_lock.h"

namespace vmalock::impl::refcnt_mm_of_vma
{

struct lock : refcnt_6_15::lock {
};

template <class L>
concept version = refcnt_6_15::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"foreign_mm_exits", "B-16", "use after free|data race", "refcnt-6.17"},
};

inline constexpr ImplInfo info = {
	.name = "refcnt-mm-of-vma",
	.kernel = "6.15, changed",
	.commit = "-",
	.idea = "refcnt-6.15 that looks at vm_mm before it is counted",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
vm_area_struct<K, L> *vma_start_read(mm_struct<K, L> *,
				     vm_area_struct<K, L> *vma)
{
	auto mm = vma->vm_mm.load();

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

	auto vseq = vma->vm_lock_seq.load(at<L, "reader_vseq">);
	if (vseq == raw_read_seqcount(&mm->mm_lock_seq, at<L, "reader_mseq">)) {
		vma_refcount_put(vma);
		return nullptr;
	}
	return vma;
}

} // namespace vmalock::impl::refcnt_mm_of_vma

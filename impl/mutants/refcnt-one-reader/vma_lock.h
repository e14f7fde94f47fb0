// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-6.15: a vma can have one reader at a time.
#pragma once

#include "impl/refcnt-6.15/vma_lock.h"

namespace vmalock::impl::refcnt_one_reader
{

struct lock : refcnt_6_15::lock {
};

template <class L>
concept version = refcnt_6_15::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"readers_share", "planted", "failed requirement", "refcnt-6.15"},
};

inline constexpr ImplInfo info = {
	.name = "refcnt-one-reader",
	.kernel = "6.15, changed",
	.commit = "-",
	.idea = "refcnt-6.15 with a limit of one reader",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
vm_area_struct<K, L> *vma_start_read(mm_struct<K, L> *mm,
				     vm_area_struct<K, L> *vma)
{
	constexpr int attached_and_one_reader = 2;

	auto early_vseq =
		READ_ONCE(vma->vm_lock_seq, at<L, "reader_early_vseq">);
	if (early_vseq ==
	    READ_ONCE(mm->mm_lock_seq.sequence, at<L, "reader_early_mseq">))
		return nullptr;

	auto inc = refcount_inc_not_zero_limited_acquire(
		&vma->vm_refcnt, attached_and_one_reader, at<L, "reader_inc">);
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

} // namespace vmalock::impl::refcnt_one_reader

// SPDX-License-Identifier: GPL-2.0-only OR MIT
// A lock of your own. It derives from a version and writes only what differs:
// here, a vma_start_read without the first, unordered look at the sequence
// numbers. That look only saves the count when the vma is locked for write.
#pragma once

#include "impl/refcnt-6.17/vma_lock.h"

/* The namespace is the folder's name, with "_" for "-" and ".". */
namespace vmalock::impl::my_lock
{

struct lock : refcnt_6_17::lock {
};

template <class L>
concept version = refcnt_6_17::version<L> && std::derived_from<L, lock>;

/* Which case must find which bug; see KnownBug in harness/platform/program.h.
   Add .known_bugs = known_bugs below if there are any. */
inline constexpr ImplInfo info = {
	.name = "my-lock",
	.kernel = "7.1, mine",
	.commit = "-",
	.idea = "no look at the sequence numbers before the count",
	.sites = refcnt_6_15::sites,
	.known_bugs = {},
};

template <kernel_platform K, version L>
vm_area_struct<K, L> *vma_start_read(mm_struct<K, L> *mm,
				     vm_area_struct<K, L> *vma)
{
	auto inc = refcount_inc_not_zero_limited_acquire(
		&vma->vm_refcnt, refcnt_6_15::VMA_REF_LIMIT,
		at<L, "reader_inc">);
	if (!inc) [[unlikely]]
		return inc.old ? nullptr
			       : ERR_PTR<vm_area_struct<K, L>>(-EAGAIN);

	if (vma->vm_mm.load() != mm) [[unlikely]] {
		vma_put_foreign(mm, vma);
		return nullptr;
	}
	auto vseq = vma->vm_lock_seq.load(at<L, "reader_vseq">);
	if (vseq == raw_read_seqcount(&mm->mm_lock_seq, at<L, "reader_mseq">))
		[[unlikely]] {
		vma_refcount_put(vma);
		return nullptr;
	}
	return vma;
}

} // namespace vmalock::impl::my_lock

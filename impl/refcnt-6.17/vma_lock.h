// SPDX-License-Identifier: GPL-2.0-only OR MIT
// The per-VMA lock of Linux 6.17 (9bbffee67ffd, CVE-2025-38554; also in 6.15.y
// and 6.16.y): a reader that finds itself counted on a vma of another mm pins
// that mm before it drops the count, because the drop may wake a writer of it.
#pragma once

#include "impl/refcnt-6.15/vma_lock.h"
#include "impl/refcnt-6.17/lock_next_vma.h"

namespace vmalock::impl::refcnt_6_17
{

inline constexpr KnownBug known_bugs[] = {
	{"reader_excludes_writer",
	 "B-27",
	 "data race|failed requirement",
	 "seq_begin_store=release",
	 "rc11 lkmm",
	 {1, 2, 1}},
	{"guard_flag_lost", "B-20", "failed requirement", "writer_wait=acquire",
	 "lkmm"},
	{"writer_loads_early", "B-20", "data race", "writer_wait=acquire",
	 "lkmm"},
	{"writer_loads_late", "B-21", "data race", "seq_end_store=release",
	 "lkmm"},
};

inline constexpr ImplInfo info = {
	.name = "refcnt-6.17",
	.kernel = "6.17",
	.commit = "9bbffee67ffd",
	.idea = "a reader on a vma of another mm pins that mm for the put",
	.sites = refcnt_6_15::sites,
	.known_bugs = known_bugs,
};

/*
 * The count is held, so the vma is attached to the other mm, and that mm cannot
 * go away before the put. It may right after it: pin it for the wake-up.
 */
template <kernel_platform K, version L>
void vma_put_foreign(mm_struct<K, L> * /*mm*/, vm_area_struct<K, L> *vma)
{
	auto other_mm = vma->vm_mm.load();

	K::rcu_read_unlock();
	mmgrab(other_mm);
	vma_refcount_put(vma);
	mmdrop(other_mm);
	K::rcu_read_lock();
}

/* As 6.15, but a vma of another mm is found here, not by the caller. */
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
	if (!inc) [[unlikely]]
		return inc.old ? nullptr
			       : ERR_PTR<vm_area_struct<K, L>>(-EAGAIN);

	/* It may have been recycled since it was found. */
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

/* As 6.15, without the test of vm_mm. */
template <kernel_platform K, version L>
vm_area_struct<K, L> *lock_vma_under_rcu(mm_struct<K, L> *mm,
					 unsigned long address)
{
	unsigned retries = lookup_retries;
	auto mas = MA_STATE(&mm->mm_mt, address);

	K::rcu_read_lock();
	for (;;) {
		auto found = mas_walk(&mas);
		if (!found)
			break;

		auto vma = vma_start_read(mm, found);
		if (IS_ERR(vma) && PTR_ERR(vma) == -EAGAIN) {
			count_vma_lock_miss(mm->host);
			/* harness: the kernel retries without a limit. */
			if (retries-- == 0)
				break;
			continue;
		}
		if (!vma)
			break;

		/* It may have moved since it was found. */
		if (address < vma->vm_start.load() ||
		    address >= vma->vm_end.load()) [[unlikely]] {
			vma_end_read(vma);
			break;
		}
		K::rcu_read_unlock();
		return vma;
	}
	K::rcu_read_unlock();
	return nullptr;
}

} // namespace vmalock::impl::refcnt_6_17

// SPDX-License-Identifier: GPL-2.0-only OR MIT
// The refcount lock as posted in its seventh version (26 December 2024): a
// writer takes a count of its own and then adds the offset, two steps.
//
// Not verified: how the writer drops both; one subtraction here.
#pragma once

#include "impl/refcnt-v7/orderings.h"
#include "impl/refcnt-v8/vma_lock.h"

namespace vmalock::impl::refcnt_v7
{

inline constexpr int VMA_LOCK_OFFSET = refcnt_6_15::VMA_LOCK_OFFSET;
inline constexpr int VMA_REF_LIMIT = VMA_LOCK_OFFSET - 2;

struct lock : refcnt_v8::lock {
	static constexpr auto &sites = refcnt_v7::sites;
	static constexpr int ref_limit = VMA_REF_LIMIT;
};

template <class L>
concept version = refcnt_v8::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"reader_excludes_writer", "B-4", "data race|failed requirement",
	 "refcnt-6.15"},
	{"lookup_reused", "B-6", "data race", "refcnt-6.15", "tso"},
	{"foreign_mm_exits", "B-2", "use after free|data race", "refcnt-6.17",
	 "tso"},
	{"*", "B-4", "data race|failed requirement|use after free"},
};

inline constexpr ImplInfo info = {
	.name = "refcnt-v7",
	.kernel = "6.13, posted v7",
	.commit = "-",
	.idea = "v8 whose writer counts itself before it adds the offset",
	.sites = sites,
	.known_bugs = known_bugs,
	.follows = "refcnt-v6",
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
	if (!inc) [[unlikely]]
		return nullptr;

	bool locked = inc.old & VMA_LOCK_OFFSET;
	if (!locked) {
		auto vseq = vma->vm_lock_seq.load(at<L, "reader_vseq">);
		locked = vseq == raw_read_seqcount(&mm->mm_lock_seq,
						   at<L, "reader_mseq">);
	}
	if (locked) [[unlikely]] {
		vma_refcount_put(vma);
		return nullptr;
	}
	return vma;
}

/* Waits for the readers. The writer's own count is part of the target. */
template <kernel_platform K, version L>
bool __vma_enter_locked(vm_area_struct<K, L> *vma, bool detaching)
{
	const int tgt_refcnt = VMA_LOCK_OFFSET + (detaching ? 1 : 2);

	if (!refcount_inc_not_zero(&vma->vm_refcnt, at<L, "writer_inc">)) {
		/* harness: C11 has no word for the loop that failed. */
		refcount_read(&vma->vm_refcnt, at<L, "writer_enter_failed">);
		return false;
	}
	vma->vm_refcnt.refs.fetch_add(VMA_LOCK_OFFSET, at<L, "writer_add">);

	auto mm = vma->vm_mm.load();
	rcuwait_wait_event(&mm->vma_writer_wait, current_task(mm->host),
			   [vma, tgt_refcnt, where = Where::here()] {
				   return refcount_read(&vma->vm_refcnt,
							at<L, "writer_wait">,
							where) == tgt_refcnt;
			   });
	return true;
}

template <kernel_platform K, version L>
bool __vma_exit_locked(vm_area_struct<K, L> *vma)
{
	return refcount_sub_and_test(VMA_LOCK_OFFSET + 1, &vma->vm_refcnt,
				     at<L, "writer_exit">,
				     at<L, "writer_exit_zero">);
}

} // namespace vmalock::impl::refcnt_v7

// SPDX-License-Identifier: GPL-2.0-only OR MIT
// The per-VMA lock of Linux 7.0 (2197bb60f890, and the rework of January 2026):
// the writer's wait can be killed, and what excludes readers has functions of
// its own. Not verified: the first release with a killable writer (6.19 or
// 7.0), and the commit of the rework.
#pragma once

#include "impl/refcnt-6.18/vma_lock.h"

namespace vmalock::impl::refcnt_7_0
{

inline constexpr int VM_REFCNT_EXCLUDE_READERS_FLAG = 1 << 30;

struct lock : refcnt_6_18::lock {
};

template <class L>
concept version = refcnt_6_18::version<L> && std::derived_from<L, lock>;

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
	.name = "refcnt-7.0",
	.kernel = "7.0",
	.commit = "2197bb60f890",
	.idea = "a writer that waits can be killed; excluding readers has "
		"functions of its own",
	.sites = refcnt_6_15::sites,
	.known_bugs = known_bugs,
};

/* vm_mm twice: once for the assertion. */
template <kernel_platform K, version L>
auto __vma_raw_mm_seqnum(vm_area_struct<K, L> *vma)
{
	auto mm = vma->vm_mm.load();

	mmap_assert_write_locked(vma->vm_mm.load());
	return mm->mm_lock_seq.sequence.load(at<L, "is_locked_mseq">);
}

template <kernel_platform K, version L>
bool __is_vma_write_locked(vm_area_struct<K, L> *vma)
{
	auto vseq = vma->vm_lock_seq.load(at<L, "is_locked_vseq">);

	return vseq == __vma_raw_mm_seqnum(vma);
}

template <kernel_platform K, version L>
void vma_assert_write_locked(vm_area_struct<K, L> *vma)
{
	if (!__is_vma_write_locked(vma))
		K::misuse("the vma is not write-locked");
}

/* What a writer knows about the readers that it excludes. */
struct vma_exclude_readers_state {
	unsigned state = TASK_UNINTERRUPTIBLE;
	bool detaching = false;
	bool detached = false;	///< out: there are no readers to exclude
	bool exclusive = false; ///< out: the flag is set, the readers are gone
};

/* Readers may count again. */
template <kernel_platform K, version L>
void __vma_end_exclude_readers(vm_area_struct<K, L> *vma,
			       vma_exclude_readers_state *ves)
{
	ves->detached = refcount_sub_and_test(
		VM_REFCNT_EXCLUDE_READERS_FLAG, &vma->vm_refcnt,
		at<L, "writer_exit">, at<L, "writer_exit_zero">);
	ves->exclusive = false;
}

/* Waits for the readers. 0, or -EINTR: then the flag is gone again. */
template <kernel_platform K, version L>
int __vma_start_exclude_readers(vm_area_struct<K, L> *vma,
				vma_exclude_readers_state *ves)
{
	const int tgt_refcnt =
		VM_REFCNT_EXCLUDE_READERS_FLAG | (ves->detaching ? 0 : 1);

	mmap_assert_write_locked(vma->vm_mm.load());
	if (!refcount_add_not_zero(VM_REFCNT_EXCLUDE_READERS_FLAG,
				   &vma->vm_refcnt, at<L, "writer_enter">)) {
		/* harness: C11 has no word for the loop that failed. */
		refcount_read(&vma->vm_refcnt, at<L, "writer_enter_failed">);
		ves->detached = true;
		return 0;
	}

	auto mm = vma->vm_mm.load();
	int err = rcuwait_wait_event(
		&mm->vma_writer_wait, current_task(mm->host),
		[vma, tgt_refcnt, where = Where::here()] {
			return refcount_read(&vma->vm_refcnt,
					     at<L, "writer_wait">,
					     where) == tgt_refcnt;
		},
		ves->state);
	if (err) {
		vma_undo_exclude_readers(vma, ves);
		return err;
	}
	ves->exclusive = true;
	return 0;
}

/* The vma is attached, so the count cannot get to 0. */
template <kernel_platform K, version L>
void vma_undo_exclude_readers(vm_area_struct<K, L> *vma,
			      vma_exclude_readers_state *ves)
{
	__vma_end_exclude_readers(vma, ves);
	if (ves->detached)
		K::misuse("the vma was detached while a writer waited");
}

template <kernel_platform K, version L>
int __vma_start_write(vm_area_struct<K, L> *vma, unsigned state)
{
	auto mm_lock_seq = __vma_raw_mm_seqnum(vma);
	vma_exclude_readers_state ves = {.state = state};
	int err = __vma_start_exclude_readers(vma, &ves);
	if (err)
		return err;

	WRITE_ONCE(vma->vm_lock_seq, mm_lock_seq, at<L, "writer_vseq">);
	if (ves.exclusive) {
		__vma_end_exclude_readers(vma, &ves);
		if (ves.detached) [[unlikely]]
			K::misuse("the vma was detached while it was "
				  "write-locked");
	}
	return 0;
}

template <kernel_platform K, version L>
void vma_start_write(vm_area_struct<K, L> *vma)
{
	if (__is_vma_write_locked(vma))
		return;
	__vma_start_write(vma, TASK_UNINTERRUPTIBLE);
}

/* -EINTR if the caller is being killed: nothing is locked then (B-18). */
template <kernel_platform K, version L>
[[nodiscard]] int vma_start_write_killable(vm_area_struct<K, L> *vma)
{
	if (__is_vma_write_locked(vma))
		return 0;
	return __vma_start_write(vma, TASK_KILLABLE);
}

/* harness: for cases. */
template <kernel_platform K, version L>
bool vma_write_is_killable(vm_area_struct<K, L> *)
{
	return true;
}

template <kernel_platform K, version L>
void __vma_exclude_readers_for_detach(vm_area_struct<K, L> *vma)
{
	vma_exclude_readers_state ves = {.detaching = true};

	__vma_start_exclude_readers(vma, &ves);
	if (ves.exclusive) {
		__vma_end_exclude_readers(vma, &ves);
		if (!ves.detached) [[unlikely]]
			K::misuse("the vma is still attached");
	}
}

template <kernel_platform K, version L>
void vma_mark_detached(vm_area_struct<K, L> *vma)
{
	vma_assert_write_locked(vma);
	vma_assert_attached(vma);
	if (refcount_dec_and_test(&vma->vm_refcnt, at<L, "detach_dec">,
				  at<L, "detach_zero">)) [[likely]]
		return;
	count_vma_detach_wait(vma->vm_mm.load()->host);
	__vma_exclude_readers_for_detach(vma);
}

} // namespace vmalock::impl::refcnt_7_0

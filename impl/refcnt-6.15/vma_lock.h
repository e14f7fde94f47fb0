// SPDX-License-Identifier: GPL-2.0-only OR MIT
// The per-VMA lock of Linux 6.15 and 6.16 (f35ab95ca0af, 3104138517fc and the
// series around them): one reference count a vma, and the sequence number of
// its mm.
//
//	vm_refcnt	0 detached; 1 attached; +1 a reader; VMA_LOCK_OFFSET
//			while a writer waits for the readers
//	vm_lock_seq	equal to mm_lock_seq: write-locked. All write locks of
//			an mm end together when mm_lock_seq changes
//
// A reader counts itself first and looks at the sequence numbers then. A writer
// waits until it is alone, stores the sequence number, and lets readers count
// again: from then on the sequence numbers are the lock.
//
// vmas come from a cache that is type-safe by RCU: a reader may count itself
// on an object that was freed and is another mm's by now.
//
// Differences from the kernel's text are marked "harness:".
#pragma once

#include <climits>

#include "impl/refcnt-6.15/for_cases.h"
#include "impl/refcnt-6.15/lock.h"

namespace vmalock::impl::refcnt_6_15
{

inline constexpr KnownBug known_bugs[] = {
	{"foreign_mm_exits", "B-2", "use after free", "refcnt-6.17"},
	{"foreign_mm_put", "B-2", "use after free", "refcnt-6.17"},
	{"foreign_numbers_meet", "B-2", "use after free", "refcnt-6.17"},
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
	.name = "refcnt-6.15",
	.kernel = "6.15, 6.16",
	.commit = "f35ab95ca0af",
	.idea = "reference count with a writer bit, sequence numbers, vmas "
		"reused within a grace period",
	.sites = sites,
	.known_bugs = known_bugs,
	.follows = "refcnt-v10",
};

template <kernel_platform K, version L>
void mm_lock_seqcount_begin(mm_struct<K, L> *mm)
{
	do_raw_write_seqcount_begin(&mm->mm_lock_seq, at<L, "seq_begin_load">,
				    at<L, "seq_begin_store">,
				    at<L, "seq_begin_wmb">);
}

template <kernel_platform K, version L>
void mm_lock_seqcount_end(mm_struct<K, L> *mm)
{
	do_raw_write_seqcount_end(&mm->mm_lock_seq, at<L, "seq_end_load">,
				  at<L, "seq_end_store">, at<L, "seq_end_wmb">);
}

/* Ends all VMA write locks of the mm: no vm_lock_seq is equal any more. */
template <kernel_platform K, version L>
void vma_end_write_all(mm_struct<K, L> *mm)
{
	mmap_assert_write_locked(mm);
	mm_lock_seqcount_end(mm);
}

/* The sequence number, or nothing if a writer works. */
template <kernel_platform K, version L>
auto mmap_lock_speculate_try_begin(mm_struct<K, L> *mm)
{
	auto seq =
		raw_read_seqcount(&mm->mm_lock_seq, at<L, "speculate_begin">);

	return seq % 2 == 0 ? std::optional(seq) : std::nullopt;
}

/* True if a writer worked since then: what was read may be wrong. */
template <kernel_platform K, version L>
bool mmap_lock_speculate_retry(mm_struct<K, L> *mm, auto seq)
{
	return read_seqcount_retry(&mm->mm_lock_seq, seq,
				   at<L, "speculate_rmb">,
				   at<L, "speculate_retry">);
}

/*
 * The writer, and at most the attach reference, are left. VMA_LOCK_OFFSET + 1
 * is ambiguous: a detacher waits for VMA_LOCK_OFFSET and is woken for nothing.
 */
constexpr bool is_vma_writer_only(int refcnt)
{
	return (refcnt & VMA_LOCK_OFFSET) && refcnt <= VMA_LOCK_OFFSET + 1;
}

template <kernel_platform K, version L>
void vma_refcount_put(vm_area_struct<K, L> *vma)
{
	/* The vma may be gone, or another mm's, after the put. */
	auto mm = vma->vm_mm.load();
	auto left = refcount_sub_return(1, &vma->vm_refcnt, at<L, "put">,
					at<L, "put_zero">);

	if (left != 0 && is_vma_writer_only(left))
		rcuwait_wake_up(&mm->vma_writer_wait);
}

/*
 * Called in an RCU read section. The mm is the caller's: vma->vm_mm is not
 * stable before the count is held. Returns NULL if the vma is locked for write
 * or has too many readers, -EAGAIN if it is detached.
 */
template <kernel_platform K, version L>
vm_area_struct<K, L> *vma_start_read(mm_struct<K, L> *mm,
				     vm_area_struct<K, L> *vma)
{
	/*
	 * May say "locked" wrongly (a recycled vma, an old sequence number),
	 * and then the caller takes the slow path; never "unlocked" wrongly,
	 * because the test is done again below.
	 */
	auto early_vseq =
		READ_ONCE(vma->vm_lock_seq, at<L, "reader_early_vseq">);
	if (early_vseq ==
	    READ_ONCE(mm->mm_lock_seq.sequence, at<L, "reader_early_mseq">))
		return nullptr;

	/* The limit refuses readers while a writer's offset is added, too. */
	auto inc = refcount_inc_not_zero_limited_acquire(
		&vma->vm_refcnt, L::ref_limit, at<L, "reader_inc">);
	if (!inc) [[unlikely]]
		return inc.old ? nullptr
			       : ERR_PTR<vm_area_struct<K, L>>(-EAGAIN);

	/*
	 * Counted: a writer that stores vm_lock_seq from now on waits for us.
	 * One that did before is seen by the plain load.
	 */
	auto vseq = vma->vm_lock_seq.load(at<L, "reader_vseq">);
	if (vseq == raw_read_seqcount(&mm->mm_lock_seq, at<L, "reader_mseq">))
		[[unlikely]] {
		vma_refcount_put(vma);
		return nullptr;
	}
	return vma;
}

/* The caller holds the mmap lock. Fails only at the limit, or if detached. */
template <kernel_platform K, version L>
bool vma_start_read_locked(vm_area_struct<K, L> *vma)
{
	mmap_assert_locked(vma->vm_mm.load());
	return refcount_inc_not_zero_limited_acquire(&vma->vm_refcnt,
						     L::ref_limit,
						     at<L, "reader_locked_inc">)
		.done;
}

template <kernel_platform K, version L>
void vma_end_read(vm_area_struct<K, L> *vma)
{
	vma_refcount_put(vma);
}

/* Stable for the caller, who holds the mmap lock for write. */
template <kernel_platform K, version L>
auto __vma_raw_mm_seqnum(vm_area_struct<K, L> *vma)
{
	mmap_assert_write_locked(vma->vm_mm.load());
	return vma->vm_mm.load()->mm_lock_seq.sequence.load(
		at<L, "is_locked_mseq">);
}

template <kernel_platform K, version L>
bool __is_vma_write_locked(vm_area_struct<K, L> *vma, auto mm_lock_seq)
{
	return vma->vm_lock_seq.load(at<L, "is_locked_vseq">) == mm_lock_seq;
}

/* Waits for the readers. False if the vma is detached: there are none. */
template <kernel_platform K, version L>
bool __vma_enter_locked(vm_area_struct<K, L> *vma, bool detaching)
{
	int tgt_refcnt = VMA_LOCK_OFFSET;

	/* The attach reference is dropped already if detaching. */
	if (!detaching)
		tgt_refcnt++;

	if (!refcount_add_not_zero(VMA_LOCK_OFFSET, &vma->vm_refcnt,
				   at<L, "writer_enter">)) {
		/* harness: C11 has no word for the loop that failed. */
		refcount_read(&vma->vm_refcnt, at<L, "writer_enter_failed">);
		return false;
	}

	auto mm = vma->vm_mm.load();
	rcuwait_wait_event(&mm->vma_writer_wait, current_task(mm->host),
			   [vma, tgt_refcnt, where = Where::here()] {
				   return refcount_read(&vma->vm_refcnt,
							at<L, "writer_wait">,
							where) == tgt_refcnt;
			   });
	return true;
}

/* True if the vma is detached now. */
template <kernel_platform K, version L>
bool __vma_exit_locked(vm_area_struct<K, L> *vma)
{
	return refcount_sub_and_test(VMA_LOCK_OFFSET, &vma->vm_refcnt,
				     at<L, "writer_exit">,
				     at<L, "writer_exit_zero">);
}

template <kernel_platform K, version L>
void __vma_start_write(vm_area_struct<K, L> *vma, auto mm_lock_seq)
{
	bool locked = __vma_enter_locked(vma, false);

	WRITE_ONCE(vma->vm_lock_seq, mm_lock_seq, at<L, "writer_vseq">);
	if (locked && __vma_exit_locked(vma)) [[unlikely]]
		K::misuse("the vma was detached while it was write-locked");
}

/* Needs the mmap write lock. Waits for the readers; never fails. */
template <kernel_platform K, version L>
void vma_start_write(vm_area_struct<K, L> *vma)
{
	auto mm_lock_seq = __vma_raw_mm_seqnum(vma);

	if (__is_vma_write_locked(vma, mm_lock_seq))
		return;
	__vma_start_write(vma, mm_lock_seq);
}

template <kernel_platform K, version L>
void vma_assert_write_locked(vm_area_struct<K, L> *vma)
{
	if (!__is_vma_write_locked(vma, __vma_raw_mm_seqnum(vma)))
		K::misuse("the vma is not write-locked");
}

/* A necessary condition: somebody may hold the lock. */
template <kernel_platform K, version L>
void vma_assert_locked(vm_area_struct<K, L> *vma)
{
	if (refcount_read(&vma->vm_refcnt, at<L, "assert_refcnt">) <= 1)
		vma_assert_write_locked(vma);
}

template <kernel_platform K, version L>
void vma_assert_attached(vm_area_struct<K, L> *vma)
{
	if (!refcount_read(&vma->vm_refcnt, at<L, "assert_refcnt">))
		K::misuse("the vma is not attached");
}

template <kernel_platform K, version L>
void vma_assert_detached(vm_area_struct<K, L> *vma)
{
	if (refcount_read(&vma->vm_refcnt, at<L, "assert_refcnt">))
		K::misuse("the vma is not detached");
}

/* From here on holders of old pointers can lock the vma. */
template <kernel_platform K, version L>
void vma_mark_attached(vm_area_struct<K, L> *vma)
{
	vma_assert_write_locked(vma);
	vma_assert_detached(vma);
	refcount_set_release(&vma->vm_refcnt, 1, at<L, "attach">);
}

template <kernel_platform K, version L>
void vma_mark_detached(vm_area_struct<K, L> *vma)
{
	vma_assert_write_locked(vma);
	vma_assert_attached(vma);

	/*
	 * We are the only writer, so the count is ours alone unless a reader
	 * counted itself and has not looked at vm_lock_seq yet. It will drop
	 * the count; wait for that, and let no other in meanwhile.
	 */
	if (!refcount_dec_and_test(&vma->vm_refcnt, at<L, "detach_dec">,
				   at<L, "detach_zero">)) [[unlikely]] {
		count_vma_detach_wait(vma->vm_mm.load()->host);
		if (__vma_enter_locked(vma, true) && !__vma_exit_locked(vma))
			K::misuse("the vma is still attached");
	}
}

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

		/* It may have been recycled, or moved, since it was found. */
		if (vma->vm_mm.load() != mm || address < vma->vm_start.load() ||
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

/* The object may be a used one: readers with old pointers look at it. */
template <kernel_platform K, version L>
vm_area_struct<K, L> *vm_area_alloc(mm_struct<K, L> *mm)
{
	auto vma = kmem_cache_alloc(&mm->host->vm_area_cachep);

	/* harness: of the memset, only what others may look at, and flags. */
	refcount_set(&vma->vm_refcnt, 0, at<L, "init_refcnt">);
	WRITE_ONCE(vma->vm_lock_seq, 0u, at<L, "init_vseq">);
	vma_clear(vma);

	vma->vm_mm.store(mm);
	WRITE_ONCE(vma->vm_lock_seq, seq_mask<L::seq_bits>, at<L, "init_vseq">);
	return vma;
}

/* Member by member: vm_refcnt of a used object must not be overwritten. */
template <kernel_platform K, version L>
vm_area_struct<K, L> *vm_area_dup(vm_area_struct<K, L> *orig)
{
	auto mm = orig->vm_mm.load();
	auto vma = kmem_cache_alloc(&mm->host->vm_area_cachep);

	vma->vm_mm.store(mm);
	vma_copy(vma, orig);
	refcount_set(&vma->vm_refcnt, 0, at<L, "init_refcnt">);
	WRITE_ONCE(vma->vm_lock_seq, seq_mask<L::seq_bits>, at<L, "init_vseq">);
	return vma;
}

/*
 * No grace period. The free-list pointer overwrites the range.
 * harness: everything, so that who looks at a freed vma is found.
 */
template <kernel_platform K, version L>
void vm_area_free(vm_area_struct<K, L> *vma)
{
	auto host = vma->vm_mm.load()->host;

	vma_assert_detached(vma);
	vma_poison(vma);
	vma->vm_mm.store(nullptr);
	kmem_cache_free(&host->vm_area_cachep, vma);
}

} // namespace vmalock::impl::refcnt_6_15

// SPDX-License-Identifier: GPL-2.0-only OR MIT
// The per-VMA lock of Linux 6.5 (5e31275cc997 with the orderings of
// b1f02b95758d): an rw_semaphore a vma, in an object of its own, and the
// sequence number of its mm.
//
//	vm_lock		held for read by readers; for write only for the moment
//			in which a writer stores vm_lock_seq
//	vm_lock_seq	equal to mm_lock_seq: write-locked. All write locks of
//			an mm end together when mm_lock_seq changes
//	detached	set under the write lock; a vma that was unmapped is
//			freed after a grace period
//
// lock_vma_under_rcu() tests in the order of 6.12: `detached` before the range.
// Until August 2024 the range came first, and was compared with the rcu_head
// that shares its memory (B-8). Of its other tests, which changed from release
// to release, none concerns the lock (anon_vma, userfaultfd).
//
// Differences from the kernel's text are marked "harness:".
#pragma once

#include <climits>

#include "impl/lock_concept.h"
#include "impl/rwsem-6.5/orderings.h"

namespace vmalock::impl::rwsem_6_5
{

template <class K, class L>
struct vma_lock {
	rw_semaphore<K, L> lock{"vm_lock"};
};

struct lock {
	static constexpr auto &sites = rwsem_6_5::sites;

	template <class K, class L>
	struct mm_fields {
		typename K::template shared<int> mm_lock_seq{0, "mm_lock_seq"};
	};

	template <class K, class L>
	struct vma_fields {
		typename K::template shared<int> vm_lock_seq{-1, "vm_lock_seq"};
		typename K::template shared<vma_lock<K, L> *> vm_lock{
			nullptr, "vm_lock pointer"};
		typename K::template plain<bool> detached{false, "detached"};
	};
};

template <class L>
concept version = std::derived_from<L, lock>;

inline constexpr ImplInfo info = {
	.name = "rwsem-6.5",
	.kernel = "6.5 to 6.13",
	.commit = "b1f02b95758d",
	.idea = "rw_semaphore for readers against writers, sequence numbers, "
		"vmas freed after a grace period",
	.sites = sites,
	.known_bugs = {},
};

/* Ends all VMA write locks of the mm: no vm_lock_seq is equal any more. */
template <kernel_platform K, version L>
void vma_end_write_all(mm_struct<K, L> *mm)
{
	mmap_assert_write_locked(mm);
	/* RELEASE: pairs with the acquire of the sequence in vma_start_read. */
	smp_store_release(&mm->mm_lock_seq,
			  mm->mm_lock_seq.load(at<L, "seq_end_load">) + 1,
			  at<L, "seq_end">);
}

/* Called in an RCU read section, which keeps the vma and its vm_lock. */
template <kernel_platform K, version L>
bool vma_start_read(vm_area_struct<K, L> *vma)
{
	auto mm = vma->vm_mm.load();

	/*
	 * May say "locked" wrongly (an old sequence number), and then the
	 * caller takes the slow path; never "unlocked" wrongly, because the
	 * test is done again below.
	 */
	auto early_vseq =
		READ_ONCE(vma->vm_lock_seq, at<L, "reader_early_vseq">);
	if (early_vseq ==
	    READ_ONCE(mm->mm_lock_seq, at<L, "reader_early_mseq">))
		return false;

	auto vm_lock = vma->vm_lock.load(at<L, "vm_lock">);
	if (!down_read_trylock(&vm_lock->lock)) [[unlikely]]
		return false;

	/*
	 * vm_lock excludes a writer that stores vm_lock_seq. One that did so
	 * already, and has not ended its section, is seen here.
	 */
	auto vseq = vma->vm_lock_seq.load(at<L, "reader_vseq">);
	if (vseq == smp_load_acquire(&mm->mm_lock_seq, at<L, "reader_mseq">))
		[[unlikely]] {
		up_read(&vm_lock->lock);
		return false;
	}
	return true;
}

/* harness: the form that callers of every version use. */
template <kernel_platform K, version L>
vm_area_struct<K, L> *vma_start_read(mm_struct<K, L> *,
				     vm_area_struct<K, L> *vma)
{
	return vma_start_read(vma) ? vma : nullptr;
}

/*
 * The caller holds the mmap lock.
 * harness: a function since 6.15; before that its caller did the down_read().
 */
template <kernel_platform K, version L>
bool vma_start_read_locked(vm_area_struct<K, L> *vma)
{
	mmap_assert_locked(vma->vm_mm.load());
	down_read(&vma->vm_lock.load(at<L, "vm_lock">)->lock);
	return true;
}

/* up_read() looks at the lock after it released it: RCU keeps the object. */
template <kernel_platform K, version L>
void vma_end_read(vm_area_struct<K, L> *vma)
{
	K::rcu_read_lock();
	up_read(&vma->vm_lock.load(at<L, "vm_lock">)->lock);
	K::rcu_read_unlock();
}

/* Stable for the caller, who holds the mmap lock for write. */
template <kernel_platform K, version L>
auto __vma_raw_mm_seqnum(vm_area_struct<K, L> *vma)
{
	mmap_assert_write_locked(vma->vm_mm.load());
	return vma->vm_mm.load()->mm_lock_seq.load(at<L, "is_locked_mseq">);
}

template <kernel_platform K, version L>
bool __is_vma_write_locked(vm_area_struct<K, L> *vma, auto mm_lock_seq)
{
	return vma->vm_lock_seq.load(at<L, "is_locked_vseq">) == mm_lock_seq;
}

/* Needs the mmap write lock. Waits for the readers; never fails. */
template <kernel_platform K, version L>
void vma_start_write(vm_area_struct<K, L> *vma)
{
	auto mm_lock_seq = __vma_raw_mm_seqnum(vma);

	if (__is_vma_write_locked(vma, mm_lock_seq))
		return;

	auto vm_lock = vma->vm_lock.load(at<L, "vm_lock">);
	down_write(&vm_lock->lock);
	/* WRITE_ONCE: readers look at it before they hold vm_lock. */
	WRITE_ONCE(vma->vm_lock_seq, mm_lock_seq, at<L, "writer_vseq">);
	up_write(&vm_lock->lock);
}

/* harness: for cases. A section adds one, not two as the versions since do. */
template <kernel_platform K, version L>
bool mmap_lock_advance(mm_struct<K, L> *mm, unsigned sections)
{
	auto old = static_cast<unsigned>(mm->mm_lock_seq.load());

	mm->mm_lock_seq.store(static_cast<int>(old + 2 * sections));
	return true;
}

/* harness: for cases, which must know that a writer sleeps. */
template <kernel_platform K, version L>
void vma_await_waiter(vm_area_struct<K, L> *vma)
{
	vma->vm_lock.load(at<L, "vm_lock">)
		->lock.count.await(
			[](rwsem_word count) { return rwsem_waiters(count); },
			order::acquire);
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
	if (!rwsem_is_locked(&vma->vm_lock.load(at<L, "vm_lock">)->lock))
		vma_assert_write_locked(vma);
}

template <kernel_platform K, version L>
void vma_assert_attached(vm_area_struct<K, L> *vma)
{
	if (vma->detached.load())
		K::misuse("the vma is not attached");
}

template <kernel_platform K, version L>
void vma_assert_detached(vm_area_struct<K, L> *vma)
{
	if (!vma->detached.load())
		K::misuse("the vma is not detached");
}

template <kernel_platform K, version L>
void vma_mark_detached(vm_area_struct<K, L> *vma, bool detached)
{
	/* Attaching a new vma needs no lock: nobody can find it. */
	if (detached)
		vma_assert_write_locked(vma);
	vma->detached.store(detached);
}

/* harness: the forms that callers of every version use. */
template <kernel_platform K, version L>
void vma_mark_attached(vm_area_struct<K, L> *vma)
{
	vma_mark_detached(vma, false);
}

template <kernel_platform K, version L>
void vma_mark_detached(vm_area_struct<K, L> *vma)
{
	vma_mark_detached(vma, true);
}

template <kernel_platform K, version L>
vm_area_struct<K, L> *lock_vma_under_rcu(mm_struct<K, L> *mm,
					 unsigned long address)
{
	unsigned retries = lookup_retries;
	auto mas = MA_STATE(&mm->mm_mt, address);

	K::rcu_read_lock();
	for (;;) {
		auto vma = mas_walk(&mas);
		if (!vma || !vma_start_read(vma))
			break;

		/* Unmapped since it was found: look again. */
		if (vma->detached.load()) {
			vma_end_read(vma);
			count_vma_lock_miss(mm->host);
			/* harness: the kernel retries without a limit. */
			if (retries-- == 0)
				break;
			continue;
		}
		/* Moved since it was found. */
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

template <kernel_platform K, version L>
void vma_lock_alloc(vm_area_struct<K, L> *vma)
{
	vma->vm_lock.store(K::template alloc<vma_lock<K, L>>(),
			   at<L, "init_vm_lock">);
	vma->vm_lock_seq.store(-1, at<L, "init_vseq">);
}

template <kernel_platform K, version L>
vm_area_struct<K, L> *vm_area_alloc(mm_struct<K, L> *mm)
{
	auto vma = K::template alloc<vm_area_struct<K, L>>();

	vma->vm_mm.store(mm);
	vma_lock_alloc(vma);
	return vma;
}

template <kernel_platform K, version L>
vm_area_struct<K, L> *vm_area_dup(vm_area_struct<K, L> *orig)
{
	auto vma = K::template alloc<vm_area_struct<K, L>>();

	vma->vm_mm.store(orig->vm_mm.load());
	vma_copy(vma, orig);
	vma->detached.store(orig->detached.load());
	vma_lock_alloc(vma);
	return vma;
}

/* Without a grace period: nobody can look the vma up any more. */
template <kernel_platform K, version L>
void __vm_area_free(vm_area_struct<K, L> *vma)
{
	K::free(vma->vm_lock.load(at<L, "vm_lock">));
	K::free(vma);
}

template <kernel_platform K, version L>
void vm_area_free_rcu_cb(vm_area_struct<K, L> *vma)
{
	if (rwsem_is_locked(&vma->vm_lock.load(at<L, "vm_lock">)->lock))
		[[unlikely]]
		K::misuse("a reader holds a vma that is being freed");
	__vm_area_free(vma);
}

/* The rcu_head overwrites the range at once (B-8); harness: all fields. */
template <kernel_platform K, version L>
void vm_area_free(vm_area_struct<K, L> *vma)
{
	vma_poison(vma);
	K::call_rcu(
		+[](vm_area_struct<K, L> *old) { vm_area_free_rcu_cb(old); },
		vma);
}

template <kernel_platform K, version L>
void remove_vma(vm_area_struct<K, L> *vma, bool unreachable)
{
	if (unreachable)
		__vm_area_free(vma);
	else
		vm_area_free(vma);
}

} // namespace vmalock::impl::rwsem_6_5

// SPDX-License-Identifier: GPL-2.0-only OR MIT
// The lock that patch 41/41 of January 2023 put in the place of the
// rw_semaphore (20230109205336.3665937-42-surenb@google.com), never merged: the
// ancestor of vm_refcnt. A count of readers a vma, -1 while a writer stores
// vm_lock_seq; sleeping writers of an mm wait in one queue.
//
// Not verified: everything around the lock is rwsem-6.5's here; rcuwait stands
// in for the wait queue (one writer waits, and the barriers are the same).
#pragma once

#include "impl/percpu-count-2023/orderings.h"
#include "impl/rwsem-6.5/vma_lock.h"

namespace vmalock::impl::percpu_count_2023
{

struct lock : rwsem_6_5::lock {
	static constexpr auto &sites = percpu_count_2023::sites;

	template <class K, class L>
	struct mm_fields {
		typename K::template shared<int> mm_lock_seq{0, "mm_lock_seq"};
		rcuwait<K, L> vma_writer_wait;
	};

	template <class K, class L>
	struct vma_fields {
		typename K::template shared<int> count{0, "count"};
		typename K::template shared<int> vm_lock_seq{-1, "vm_lock_seq"};
		typename K::template plain<bool> detached{false, "detached"};
	};
};

template <class L>
concept version = rwsem_6_5::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"reader_sees_writer", "B-1", "data race|failed requirement",
	 "rwsem-6.5"},
	{"detach_waits", "B-6", "use after free", "rwsem-6.5", "tso"},
	{"waiting_writer_first", "B-11", "failed requirement", "rwsem-6.5"},
	{"*", "B-1", "data race|failed requirement|use after free"},
};

inline constexpr ImplInfo info = {
	.name = "percpu-count-2023",
	.kernel = "6.2, posted",
	.commit = "-",
	.idea = "an atomic count of readers, -1 for a writer, no bit that says "
		"a writer waits",
	.sites = sites,
	.known_bugs = known_bugs,
};

template <kernel_platform K, version L>
void vma_put(vm_area_struct<K, L> *vma)
{
	auto old = vma->count.fetch_sub(1, at<L, "put">);

	if (old <= 0)
		K::misuse("vma_end_read without a read lock");
	/* The vma is touched after the put (B-6). */
	if (old == 1)
		rcuwait_wake_up(&vma->vm_mm.load()->vma_writer_wait);
}

template <kernel_platform K, version L>
auto vma_count_inc_unless_negative(vm_area_struct<K, L> *vma)
{
	return K::loop_ends(vma->count.update(
		[](int count) -> std::optional<int> {
			if (count < 0)
				return std::nullopt;
			return count + 1;
		},
		at<L, "reader_inc">));
}

template <kernel_platform K, version L>
bool vma_start_read(vm_area_struct<K, L> *vma)
{
	auto mm = vma->vm_mm.load();

	auto early_vseq =
		READ_ONCE(vma->vm_lock_seq, at<L, "reader_early_vseq">);
	if (early_vseq ==
	    READ_ONCE(mm->mm_lock_seq, at<L, "reader_early_mseq">))
		return false;

	auto inc = vma_count_inc_unless_negative(vma);
	if (!inc.done) [[unlikely]]
		return false;
	/* harness: the kernel reads the count again to see an overflow. */
	if (inc.old == INT_MAX) [[unlikely]] {
		vma_put(vma);
		return false;
	}
	auto vseq = vma->vm_lock_seq.load(at<L, "reader_vseq">);
	if (vseq == READ_ONCE(mm->mm_lock_seq, at<L, "reader_mseq">))
		[[unlikely]] {
		vma_put(vma);
		return false;
	}
	return true;
}

/* harness: not in the patch; as the other versions do it. */
template <kernel_platform K, version L>
bool vma_start_read_locked(vm_area_struct<K, L> *vma)
{
	mmap_assert_locked(vma->vm_mm.load());
	return vma_count_inc_unless_negative(vma).done;
}

template <kernel_platform K, version L>
void vma_end_read(vm_area_struct<K, L> *vma)
{
	vma_put(vma);
}

template <kernel_platform K, version L>
void vma_start_write(vm_area_struct<K, L> *vma)
{
	auto mm_lock_seq = __vma_raw_mm_seqnum(vma);

	if (__is_vma_write_locked(vma, mm_lock_seq))
		return;

	/*
	 * Whoever fails waits until this succeeds, which orders what follows:
	 * so it is the end of a loop the first time, too.
	 */
	auto try_lock = [vma, where = Where::here()] {
		return K::loop_ends(
			       vma->count.update(
				       [](int count) -> std::optional<int> {
					       if (count != 0)
						       return std::nullopt;
					       return -1;
				       },
				       at<L, "writer_try">, where))
			.done;
	};
	if (!try_lock()) {
		auto mm = vma->vm_mm.load();
		rcuwait_wait_event(&mm->vma_writer_wait, current_task(mm->host),
				   try_lock);
	}
	WRITE_ONCE(vma->vm_lock_seq, mm_lock_seq, at<L, "writer_vseq">);
	K::fence(at<L, "writer_wmb">);
	WRITE_ONCE(vma->count, 0, at<L, "writer_set">);
}

/* harness: for cases, which must know that a writer sleeps. */
template <kernel_platform K, version L>
void vma_await_waiter(vm_area_struct<K, L> *vma)
{
	vma->vm_mm.load()->vma_writer_wait.task.await(
		[](auto task) { return task != nullptr; }, order::acquire);
}

template <kernel_platform K, version L>
void vma_assert_locked(vm_area_struct<K, L> *vma)
{
	if (READ_ONCE(vma->count, at<L, "assert_count">) <= 0)
		vma_assert_write_locked(vma);
}

template <kernel_platform K, version L>
void vma_lock_alloc(vm_area_struct<K, L> *vma)
{
	vma->vm_lock_seq.store(-1, at<L, "init_vseq">);
}

template <kernel_platform K, version L>
void __vm_area_free(vm_area_struct<K, L> *vma)
{
	K::free(vma);
}

template <kernel_platform K, version L>
void vm_area_free_rcu_cb(vm_area_struct<K, L> *vma)
{
	if (READ_ONCE(vma->count, at<L, "assert_count">)) [[unlikely]]
		K::misuse("a reader holds a vma that is being freed");
	__vm_area_free(vma);
}

} // namespace vmalock::impl::percpu_count_2023

// SPDX-License-Identifier: GPL-2.0-only OR MIT
// The per-VMA lock of Linux 6.18 (cc483b328881, 0b16f8bed19c): vma_start_read()
// is called with the RCU lock held and returns without it if it fails, so the
// vma must not be touched any more, and neither must the state of the walk that
// found it (B-3).
#pragma once

#include "impl/refcnt-6.17/vma_lock.h"

namespace vmalock::impl::refcnt_6_18
{

struct lock : refcnt_6_17::lock {
};

template <class L>
concept version = refcnt_6_17::version<L> && std::derived_from<L, lock>;

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
	.name = "refcnt-6.18",
	.kernel = "6.18",
	.commit = "0b16f8bed19c",
	.idea = "vma_start_read drops the RCU lock when it fails; the lookup "
		"starts again from the root",
	.sites = refcnt_6_15::sites,
	.known_bugs = known_bugs,
};

template <kernel_platform K, version L>
void vma_put_foreign(mm_struct<K, L> * /*mm*/, vm_area_struct<K, L> *vma)
{
	auto other_mm = vma->vm_mm.load();

	K::rcu_read_unlock();
	mmgrab(other_mm);
	vma_refcount_put(vma);
	mmdrop(other_mm);
}

/* Within RCU; left when it fails. */
template <kernel_platform K, version L>
vm_area_struct<K, L> *vma_start_read(mm_struct<K, L> *mm,
				     vm_area_struct<K, L> *vma)
{
	auto early_vseq =
		READ_ONCE(vma->vm_lock_seq, at<L, "reader_early_vseq">);
	if (early_vseq ==
	    READ_ONCE(mm->mm_lock_seq.sequence, at<L, "reader_early_mseq">)) {
		K::rcu_read_unlock();
		return nullptr;
	}

	auto inc = refcount_inc_not_zero_limited_acquire(
		&vma->vm_refcnt, L::ref_limit, at<L, "reader_inc">);
	if (!inc) [[unlikely]] {
		K::rcu_read_unlock();
		return inc.old ? nullptr
			       : ERR_PTR<vm_area_struct<K, L>>(-EAGAIN);
	}
	if (vma->vm_mm.load() != mm) [[unlikely]] {
		vma_put_foreign(mm, vma);
		return nullptr;
	}
	auto vseq = vma->vm_lock_seq.load(at<L, "reader_vseq">);
	if (vseq == raw_read_seqcount(&mm->mm_lock_seq, at<L, "reader_mseq">))
		[[unlikely]] {
		vma_refcount_put(vma);
		K::rcu_read_unlock();
		return nullptr;
	}
	return vma;
}

template <kernel_platform K, version L>
vm_area_struct<K, L> *vma_start_read_rcu(mm_struct<K, L> *mm,
					 vm_area_struct<K, L> *vma)
{
	return vma_start_read(mm, vma);
}

/* harness: how callers outside the lookup call vma_start_read. */
template <kernel_platform K, version L>
bool vma_read_trylock(mm_struct<K, L> *mm, vm_area_struct<K, L> *vma)
{
	K::rcu_read_lock();
	if (IS_ERR_OR_NULL(vma_start_read(mm, vma)))
		return false;
	K::rcu_read_unlock();
	return true;
}

template <kernel_platform K, version L>
vm_area_struct<K, L> *lock_vma_under_rcu(mm_struct<K, L> *mm,
					 unsigned long address)
{
	unsigned retries = lookup_retries;
	auto mas = MA_STATE(&mm->mm_mt, address);

	for (;;) {
		K::rcu_read_lock();
		auto found = mas_walk(&mas);
		if (!found) {
			K::rcu_read_unlock();
			return nullptr;
		}

		auto vma = vma_start_read(mm, found);
		if (IS_ERR(vma) && PTR_ERR(vma) == -EAGAIN) {
			count_vma_lock_miss(mm->host);
			/* The node may be gone: RCU was dropped. */
			mas_set(&mas, address);
			/* harness: the kernel retries without a limit. */
			if (retries-- == 0)
				return nullptr;
			continue;
		}
		if (!vma)
			return nullptr;

		/* The count keeps the vma from here on. */
		K::rcu_read_unlock();
		if (address < vma->vm_start.load() ||
		    address >= vma->vm_end.load()) [[unlikely]] {
			vma_end_read(vma);
			return nullptr;
		}
		return vma;
	}
}

} // namespace vmalock::impl::refcnt_6_18

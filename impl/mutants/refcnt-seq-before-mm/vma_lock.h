// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-7.0: whose reader looks at the sequence numbers before
// vm_mm.
#pragma once

#include "impl/refcnt-7.0/vma_lock.h"

namespace vmalock::impl::refcnt_seq_before_mm
{

struct lock : refcnt_7_0::lock {
};

template <class L>
concept version = refcnt_7_0::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"foreign_numbers_meet", "planted", "use after free", "refcnt-7.0"},
};

inline constexpr ImplInfo info = {
	.name = "refcnt-seq-before-mm",
	.kernel = "7.0, changed",
	.commit = "-",
	.idea = "refcnt-7.0 whose reader looks at the sequence numbers "
		"before vm_mm",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
vm_area_struct<K, L> *vma_start_read(mm_struct<K, L> *mm,
				     vm_area_struct<K, L> *vma)
{
	if (READ_ONCE(vma->vm_lock_seq, at<L, "reader_early_vseq">) ==
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
	if (vma->vm_lock_seq.load(at<L, "reader_vseq">) ==
	    raw_read_seqcount(&mm->mm_lock_seq, at<L, "reader_mseq">))
		[[unlikely]] {
		vma_refcount_put(vma);
		K::rcu_read_unlock();
		return nullptr;
	}
	if (vma->vm_mm.load() != mm) [[unlikely]] {
		vma_put_foreign(mm, vma);
		return nullptr;
	}
	return vma;
}

} // namespace vmalock::impl::refcnt_seq_before_mm

// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-7.0: whose copy of a vma has its count, too.
#pragma once

#include "impl/refcnt-7.0/vma_lock.h"

namespace vmalock::impl::refcnt_dup_copies_count
{

struct lock : refcnt_7_0::lock {
};

template <class L>
concept version = refcnt_7_0::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"vma_splits", "planted", "lock misuse|failed requirement|data race",
	 "refcnt-7.0"},
};

inline constexpr ImplInfo info = {
	.name = "refcnt-dup-copies-count",
	.kernel = "7.0, changed",
	.commit = "-",
	.idea = "refcnt-7.0 whose copy of a vma has its count, too",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
vm_area_struct<K, L> *vm_area_dup(vm_area_struct<K, L> *orig)
{
	auto mm = orig->vm_mm.load();
	auto vma = kmem_cache_alloc(&mm->host->vm_area_cachep);

	vma->vm_mm.store(mm);
	vma_copy(vma, orig);
	refcount_set(&vma->vm_refcnt,
		     refcount_read(&orig->vm_refcnt, order::relaxed),
		     at<L, "init_refcnt">);
	WRITE_ONCE(vma->vm_lock_seq, seq_mask<L::seq_bits>, at<L, "init_vseq">);
	return vma;
}

} // namespace vmalock::impl::refcnt_dup_copies_count

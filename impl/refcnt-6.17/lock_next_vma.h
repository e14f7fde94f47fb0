// SPDX-License-Identifier: GPL-2.0-only OR MIT
// lock_next_vma(): the next vma at or behind an address, locked for read, for
// walks over an address space (/proc/PID/maps since 6.17).
//
// Between two vmas of the walk there is no gap that was not there: a vma that
// starts behind the address counts only if no other one can have been put in
// front of it since it was found.
#pragma once

#include "harness/kernel/walk.h"
#include "impl/refcnt-6.17/lock.h"

namespace vmalock::impl::refcnt_6_17
{

template <kernel_platform K, version L>
using vma_iterator = ma_state<K, vm_area_struct<K, L>>;

/* vma_start_read() as 6.18 has it: RCU is left if it fails. */
template <kernel_platform K, version L>
vm_area_struct<K, L> *vma_start_read_rcu(mm_struct<K, L> *mm,
					 vm_area_struct<K, L> *vma)
{
	auto locked = vma_start_read(mm, vma);

	if (IS_ERR_OR_NULL(locked))
		K::rcu_read_unlock();
	return locked;
}

/* Has the address space changed since the vma was found at its place? */
template <kernel_platform K, version L>
bool vma_is_next(mm_struct<K, L> *mm, vma_iterator<K, L> *vmi,
		 unsigned long from_addr, vm_area_struct<K, L> *vma, auto seq)
{
	if (seq && !mmap_lock_speculate_retry(mm, *seq))
		return true;
	mas_set(vmi, from_addr);
	return mas_next(vmi) == vma;
}

/* It covers the address, or nothing is between the address and it. */
template <kernel_platform K, version L>
bool next_vma_verified(mm_struct<K, L> *mm, vma_iterator<K, L> *vmi,
		       unsigned long from_addr, vm_area_struct<K, L> *vma,
		       auto seq)
{
	/* It may have shrunk, or moved, since it was found. */
	if (from_addr >= vma->vm_end.load())
		return false;
	return from_addr >= vma->vm_start.load() ||
	       vma_is_next(mm, vmi, from_addr, vma, seq);
}

/*
 * Called in an RCU read section, and returns in one, perhaps another one. NULL
 * if there is no more vma; an error if the lock is not to be had.
 */
template <kernel_platform K, version L>
vm_area_struct<K, L> *lock_next_vma_rcu(mm_struct<K, L> *mm,
					vma_iterator<K, L> *vmi,
					unsigned long from_addr)
{
	for (unsigned retries = lookup_retries;; retries--) {
		auto seq = mmap_lock_speculate_try_begin(mm);
		vm_area_struct<K, L> *found = mas_next(vmi);
		if (!found)
			return nullptr;

		auto vma = vma_start_read_rcu(mm, found);
		if (IS_ERR(vma) && PTR_ERR(vma) == -EAGAIN && retries) {
			/* harness: the kernel retries without a limit. */
			K::rcu_read_lock();
			mas_set(vmi, from_addr);
			continue;
		}
		if (!IS_ERR_OR_NULL(vma)) {
			if (next_vma_verified(mm, vmi, from_addr, vma, seq))
				return vma;
			K::rcu_read_unlock();
			vma_end_read(vma);
		}
		vma = lock_next_vma_under_mmap_lock(mm, from_addr);
		K::rcu_read_lock();
		return vma;
	}
}

/* The walk goes on behind the vma: RCU may have been left. */
template <kernel_platform K, version L>
vm_area_struct<K, L> *lock_next_vma(mm_struct<K, L> *mm,
				    vma_iterator<K, L> *vmi,
				    unsigned long from_addr)
{
	auto vma = lock_next_vma_rcu(mm, vmi, from_addr);

	mas_set(vmi, from_addr);
	if (!IS_ERR_OR_NULL(vma))
		mas_set(vmi, vma->vm_end.load());
	return vma;
}

} // namespace vmalock::impl::refcnt_6_17

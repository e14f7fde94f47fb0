// SPDX-License-Identifier: GPL-2.0-only OR MIT
// harness: what cases need to know of the refcount lock, or do to it. No part
// of the lock.
#pragma once

#include "impl/refcnt-6.15/lock.h"

namespace vmalock::impl::refcnt_6_15
{

/* Blocks until a writer waits for the readers. */
template <kernel_platform K, version L>
void vma_await_waiter(vm_area_struct<K, L> *vma)
{
	vma->vm_refcnt.refs.await(
		[](int count) { return (count & VMA_LOCK_OFFSET) != 0; },
		order::acquire);
}

/*
 * Counts as many readers as fit below the writer's bit, but for `room`: what
 * the count can hold, whatever limit the version sets itself.
 */
template <kernel_platform K, version L>
bool vma_crowd(vm_area_struct<K, L> *vma, int room)
{
	vma->vm_refcnt.refs.fetch_add(VMA_LOCK_OFFSET - 2 - room,
				      order::relaxed);
	return true;
}

template <kernel_platform K, version L>
void vma_uncrowd(vm_area_struct<K, L> *vma, int room)
{
	vma->vm_refcnt.refs.fetch_sub(VMA_LOCK_OFFSET - 2 - room,
				      order::release);
}

template <kernel_platform K, version L>
void vma_uncrowd_put(vm_area_struct<K, L> *vma, int room)
{
	vma->vm_refcnt.refs.fetch_sub(VMA_LOCK_OFFSET - 3 - room,
				      order::release);
	vma_end_read(vma);
}

template <kernel_platform K, version L>
bool mmap_lock_can_speculate(mm_struct<K, L> *)
{
	return true;
}

template <kernel_platform K, version L>
bool mmap_lock_advance(mm_struct<K, L> *mm, unsigned sections)
{
	auto &sequence = mm->mm_lock_seq.sequence;

	sequence.store((sequence.load() + 2 * sections) &
		       seq_mask<L::seq_bits>);
	return true;
}

} // namespace vmalock::impl::refcnt_6_15

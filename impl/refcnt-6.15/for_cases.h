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

/* Counts as many readers as the limit allows, but for `room`. */
template <kernel_platform K, version L>
bool vma_crowd(vm_area_struct<K, L> *vma, int room)
{
	vma->vm_refcnt.refs.fetch_add(L::ref_limit - 1 - room, order::relaxed);
	return true;
}

template <kernel_platform K, version L>
void vma_uncrowd(vm_area_struct<K, L> *vma, int room)
{
	vma->vm_refcnt.refs.fetch_sub(L::ref_limit - 1 - room, order::relaxed);
}

} // namespace vmalock::impl::refcnt_6_15

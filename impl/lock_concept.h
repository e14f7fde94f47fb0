// SPDX-License-Identifier: GPL-2.0-only OR MIT
// What every implementation in this folder offers: the operations of the
// per-VMA lock, under the kernel's names, and its table of sites.
//
// A version is a tag type (`struct lock`) and free functions over
// mm_struct<K, L> and vm_area_struct<K, L>, constrained on its tag:
//
//	template <class L>
//	concept version = std::derived_from<L, lock>;
//
//	template <kernel_platform K, version L>
//	void vma_end_read(vm_area_struct<K, L> *vma) { ... }
//
// A version that changes only some functions of another derives its tag from
// the other's, names the other's concept in its own (so that its overloads are
// more constrained and win), and writes only what differs:
//
//	struct lock : refcnt_6_15::lock {};
//	template <class L>
//	concept version = refcnt_6_15::version<L> && std::derived_from<L, lock>;
//
// Sites are looked up in the tag's table: at<L, "reader_inc">. A derived
// version inherits the table, or brings its own with other orderings or more
// rows.
#pragma once

#include <concepts>

#include "harness/kernel/access.h"
#include "harness/kernel/err.h"
#include "harness/kernel/fault.h"
#include "harness/kernel/mm.h"
#include "harness/kernel/mmap_lock.h"
#include "harness/kernel/refcount.h"
#include "harness/kernel/seqcount.h"
#include "harness/kernel/sites.h"
#include "harness/kernel/vma.h"
#include "harness/kernel/vmstat.h"
#include "harness/platform/kernel_platform.h"
#include "harness/platform/program.h"

namespace vmalock::impl
{

using namespace kernel;

/* The lock's rows follow the kernel facilities' in the flat table. */
template <class L, FixedString Name>
inline constexpr auto at = site<L::sites, Name, kernel::sites.size()>;

template <class K, class L>
concept has_vma_fields = requires
{
	typename L::template mm_fields<K, L>;
	typename L::template vma_fields<K, L>;
	{
		L::sites.size()
		} -> std::convertible_to<std::size_t>;
};

template <class K, class L>
concept locks_vmas = requires(mm_struct<K, L> *mm, vm_area_struct<K, L> *vma,
			      unsigned long address)
{
	/* A vma or true: locked. NULL, ERR_PTR or false: fall back. */
	vma_start_read(mm, vma);
	{
		vma_start_read_locked(vma)
		} -> std::same_as<bool>;
	vma_end_read(vma);
	vma_start_write(vma);
	vma_end_write_all(mm);
	vma_mark_attached(vma);
	vma_mark_detached(vma);
	/* Blocks until a writer waits for the readers (for cases only). */
	vma_await_waiter(vma);
	{
		lock_vma_under_rcu(mm, address)
		} -> std::same_as<vm_area_struct<K, L> *>;
};

template <class K, class L>
concept asserts_vma_state = requires(vm_area_struct<K, L> *vma)
{
	vma_assert_locked(vma);
	vma_assert_write_locked(vma);
	vma_assert_attached(vma);
	vma_assert_detached(vma);
};

template <class K, class L>
concept allocates_vmas = requires(mm_struct<K, L> *mm,
				  vm_area_struct<K, L> *vma)
{
	{
		vm_area_alloc(mm)
		} -> std::same_as<vm_area_struct<K, L> *>;
	{
		vm_area_dup(vma)
		} -> std::same_as<vm_area_struct<K, L> *>;
	vm_area_free(vma);
};

template <class K, class L>
concept vma_lock = kernel_platform<K> && has_vma_fields<K, L> &&
	locks_vmas<K, L> && asserts_vma_state<K, L> && allocates_vmas<K, L>;

} // namespace vmalock::impl

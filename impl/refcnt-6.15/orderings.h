// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Every shared access of the refcount lock as merged in 6.15, with its
// ordering, its partner and why it is needed. Accesses of rcuwait, mmap_lock
// and the vma tree are rows of the kernel facilities. B-… are the bugs listed
// in impl/README.md.
#pragma once

#include <array>

#include "harness/platform/site.h"

namespace vmalock::impl::refcnt_6_15
{

inline constexpr std::array sites = {
	// vma_start_read
	SiteRow{"reader_early_vseq", Primitive::load, Ordering::relaxed, "-",
		"pessimistic bail-out; the real test comes after the count"},
	SiteRow{"reader_early_mseq", Primitive::load, Ordering::relaxed, "-",
		"pessimistic bail-out; the real test comes after the count"},
	SiteRow{"reader_inc", Primitive::rmw_if, Ordering::acquire,
		"writer_exit, attach",
		"the re-check of vm_lock_seq, vm_mm and the range must not be "
		"done before the count is held"},
	SiteRow{"reader_vseq", Primitive::load, Ordering::plain, "writer_exit",
		"stable while the count is held: the writer waits before it "
		"stores"},
	SiteRow{"reader_mseq", Primitive::load, Ordering::acquire,
		"seq_end_wmb",
		"a reader that sees the unlock sees the writer's stores"},
	// vma_start_read_locked: the mmap lock excludes writers
	SiteRow{"reader_locked_inc", Primitive::rmw_if, Ordering::acquire,
		"attach",
		"same primitive as reader_inc. Unneeded: the mmap lock orders "
		"it after the attach"},
	// vma_refcount_put
	SiteRow{"put", Primitive::rmw, Ordering::release, "writer_wait",
		"the reader's accesses end before the writer may start"},
	SiteRow{"put_zero", Primitive::fence, Ordering::acquire_fence, "put",
		"whoever drops the last count sees all that others did. "
		"Unneeded here: a reader that drops the last one does nothing "
		"with the vma"},
	// __vma_enter_locked, __vma_exit_locked, __vma_start_write
	SiteRow{"writer_enter", Primitive::rmw_if, Ordering::relaxed,
		"reader_inc",
		"the offset refuses new readers; the wait orders what follows"},
	SiteRow{"writer_enter_failed", Primitive::load, Ordering::ctrl, "put",
		"the last reader dropped the count to 0 before a detacher "
		"could wait: what it does with the vma comes after. For C11, "
		"which has no control dependency on the failed add"},
	SiteRow{"writer_wait", Primitive::load, Ordering::ctrl, "put",
		"control dependency: stores after the wait stay after it. "
		"Loads are not ordered (B-20)"},
	SiteRow{"writer_vseq", Primitive::store, Ordering::relaxed,
		"reader_vseq",
		"published by writer_exit; WRITE_ONCE because of "
		"reader_early_vseq"},
	SiteRow{"writer_exit", Primitive::rmw, Ordering::release, "reader_inc",
		"a reader that counts after the exit sees vm_lock_seq"},
	SiteRow{"writer_exit_zero", Primitive::fence, Ordering::acquire_fence,
		"put",
		"the detacher sees all that former readers did. Unneeded: it "
		"only stores after its wait, which writer_wait orders"},
	// __is_vma_write_locked, and assertions under the mmap write lock
	SiteRow{"is_locked_vseq", Primitive::load, Ordering::plain, "-",
		"only holders of the mmap write lock store it"},
	SiteRow{"is_locked_mseq", Primitive::load, Ordering::plain, "-",
		"only holders of the mmap write lock store it"},
	SiteRow{"assert_refcnt", Primitive::load, Ordering::relaxed, "-",
		"assertions only"},
	// vma_mark_attached, vma_mark_detached
	SiteRow{"attach", Primitive::store, Ordering::release, "reader_inc",
		"a holder of an old pointer that counts sees the initialised "
		"vma (B-5)"},
	SiteRow{"detach_dec", Primitive::rmw, Ordering::release, "put_zero",
		"the attach reference ends with the writer's stores. Unneeded: "
		"who finds 0 does not look at the vma, and slab_free orders "
		"its reuse"},
	SiteRow{"detach_zero", Primitive::fence, Ordering::acquire_fence, "put",
		"the detacher sees all that former readers did"},
	// mm_lock_seqcount_begin, mm_lock_seqcount_end (vma_end_write_all)
	SiteRow{"seq_begin_load", Primitive::load, Ordering::plain, "-",
		"sequence++: only holders of the mmap write lock store it"},
	SiteRow{"seq_begin_store", Primitive::store, Ordering::relaxed,
		"reader_mseq",
		"sequence++, plain in the kernel and raced by readers on "
		"purpose. No release: a reader that it lets in may miss the "
		"stores of the writer before (B-27)"},
	SiteRow{"seq_begin_wmb", Primitive::fence, Ordering::wmb, "reader_mseq",
		"a reader that sees the new vm_lock_seq sees the odd "
		"sequence"},
	SiteRow{"seq_end_load", Primitive::load, Ordering::plain, "-",
		"sequence++: only holders of the mmap write lock store it"},
	SiteRow{"seq_end_store", Primitive::store, Ordering::relaxed,
		"reader_mseq",
		"sequence++, plain in the kernel and raced by readers on "
		"purpose"},
	SiteRow{"seq_end_wmb", Primitive::fence, Ordering::wmb, "reader_mseq",
		"the writer's stores are visible before the unlock. Its loads "
		"may sink below it (B-21): this is no release"},
	// mmap_lock_speculate_try_begin, mmap_lock_speculate_retry
	SiteRow{"speculate_begin", Primitive::load, Ordering::acquire,
		"seq_end_wmb",
		"the speculative loads come after it, and see what earlier "
		"writers stored"},
	SiteRow{"speculate_rmb", Primitive::fence, Ordering::rmb,
		"seq_begin_wmb",
		"the speculative loads come before the sequence is read "
		"again"},
	SiteRow{"speculate_retry", Primitive::load, Ordering::relaxed,
		"seq_begin_store",
		"another number: a writer was there meanwhile"},
	// vm_area_alloc, vm_area_dup
	SiteRow{"init_refcnt", Primitive::store, Ordering::relaxed, "-",
		"0 over 0; plain in the kernel (memset) and raced by old "
		"readers' failing increments on purpose"},
	SiteRow{"init_vseq", Primitive::store, Ordering::relaxed, "-",
		"published by attach; plain in the kernel (memset) and raced "
		"by reader_early_vseq on purpose"},
};

} // namespace vmalock::impl::refcnt_6_15

// SPDX-License-Identifier: GPL-2.0-only OR MIT
// The per-VMA lock of Linux 6.14 (eb449bd96954, 03a001b156d2; also in 6.12.y):
// rwsem-6.5 with a seqcount. The number is odd while the mmap lock is held for
// write, so that readers can also speculate: read without any lock, and ask
// afterwards whether a writer was there.
#pragma once

#include "impl/rwsem-6.14/orderings.h"
#include "impl/rwsem-6.5/vma_lock.h"

namespace vmalock::impl::rwsem_6_14
{

struct lock : rwsem_6_5::lock {
	static constexpr auto &sites = rwsem_6_14::sites;

	template <class K, class L>
	struct mm_fields {
		seqcount_t<K, L> mm_lock_seq{"mm_lock_seq"};
	};

	template <class K, class L>
	struct vma_fields {
		typename K::template shared<unsigned> vm_lock_seq{
			UINT_MAX, "vm_lock_seq"};
		typename K::template shared<rwsem_6_5::vma_lock<K, L> *>
			vm_lock{nullptr, "vm_lock pointer"};
		typename K::template plain<bool> detached{false, "detached"};
	};
};

template <class L>
concept version = rwsem_6_5::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"reader_excludes_writer",
	 "B-27",
	 "data race|failed requirement",
	 "seq_begin_store=release",
	 "rc11 lkmm",
	 {1, 2, 1}},
	{"writer_loads_late", "B-21", "data race", "seq_end=release", "lkmm"},
};

inline constexpr ImplInfo info = {
	.name = "rwsem-6.14",
	.kernel = "6.14",
	.commit = "eb449bd96954",
	.idea = "a seqcount: odd while a writer works, and readers can "
		"speculate",
	.sites = sites,
	.known_bugs = known_bugs,
};

template <kernel_platform K, version L>
void mm_lock_seqcount_begin(mm_struct<K, L> *mm)
{
	do_raw_write_seqcount_begin(&mm->mm_lock_seq, at<L, "seq_begin_load">,
				    at<L, "seq_begin_store">,
				    at<L, "seq_begin_wmb">);
}

/* Ends all VMA write locks of the mm: no vm_lock_seq is equal any more. */
template <kernel_platform K, version L>
void vma_end_write_all(mm_struct<K, L> *mm)
{
	mmap_assert_write_locked(mm);
	do_raw_write_seqcount_end(&mm->mm_lock_seq, at<L, "seq_end_load">,
				  at<L, "seq_end">, at<L, "seq_end_wmb">);
}

/* The sequence number, or nothing if a writer works. */
template <kernel_platform K, version L>
auto mmap_lock_speculate_try_begin(mm_struct<K, L> *mm)
{
	auto seq =
		raw_read_seqcount(&mm->mm_lock_seq, at<L, "speculate_begin">);

	return seq % 2 == 0 ? std::optional(seq) : std::nullopt;
}

/* True if a writer worked since then: what was read may be wrong. */
template <kernel_platform K, version L>
bool mmap_lock_speculate_retry(mm_struct<K, L> *mm, auto seq)
{
	return read_seqcount_retry(&mm->mm_lock_seq, seq,
				   at<L, "speculate_rmb">,
				   at<L, "speculate_retry">);
}

/* harness: for cases. */
template <kernel_platform K, version L>
bool mmap_lock_can_speculate(mm_struct<K, L> *)
{
	return true;
}

template <kernel_platform K, version L>
bool mmap_lock_advance(mm_struct<K, L> *mm, unsigned sections)
{
	auto &sequence = mm->mm_lock_seq.sequence;

	sequence.store(sequence.load() + 2 * sections);
	return true;
}

template <kernel_platform K, version L>
bool vma_start_read(vm_area_struct<K, L> *vma)
{
	auto mm = vma->vm_mm.load();

	auto early_vseq =
		READ_ONCE(vma->vm_lock_seq, at<L, "reader_early_vseq">);
	if (early_vseq ==
	    READ_ONCE(mm->mm_lock_seq.sequence, at<L, "reader_early_mseq">))
		return false;

	auto vm_lock = vma->vm_lock.load(at<L, "vm_lock">);
	if (!down_read_trylock(&vm_lock->lock)) [[unlikely]]
		return false;

	auto vseq = vma->vm_lock_seq.load(at<L, "reader_vseq">);
	if (vseq == raw_read_seqcount(&mm->mm_lock_seq, at<L, "reader_mseq">))
		[[unlikely]] {
		up_read(&vm_lock->lock);
		return false;
	}
	return true;
}

template <kernel_platform K, version L>
auto __vma_raw_mm_seqnum(vm_area_struct<K, L> *vma)
{
	mmap_assert_write_locked(vma->vm_mm.load());
	return vma->vm_mm.load()->mm_lock_seq.sequence.load(
		at<L, "is_locked_mseq">);
}

template <kernel_platform K, version L>
void vma_lock_alloc(vm_area_struct<K, L> *vma)
{
	vma->vm_lock.store(K::template alloc<rwsem_6_5::vma_lock<K, L>>(),
			   at<L, "init_vm_lock">);
	vma->vm_lock_seq.store(UINT_MAX, at<L, "init_vseq">);
}

} // namespace vmalock::impl::rwsem_6_14

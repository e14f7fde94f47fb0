// SPDX-License-Identifier: GPL-2.0-only OR MIT
// The documented lock (Documentation/mm/process_addrs.rst) as an atomic
// specification: the state of all vma locks of an mm is one word, and each
// operation is one step on it. What another implementation shows and this one
// does not is a difference to explain.
//
//	each vma has eight bits of its mm's word:
//	bit 0	attached
//	bit 1	locked for write
//	bit 2	a writer has the lock or waits for it: no new readers
//	3 to 7	readers that hold the lock
//
// It is no proposal: an mm can have eight vmas in its life, with 31 readers
// each, and all of them share one cache line.
#pragma once

#include <cstdint>

#include "impl/lock_concept.h"
#include "impl/spec/orderings.h"

namespace vmalock::impl::spec
{

using word = std::uint64_t;

inline constexpr word attached = 1, locked = 2, wanted = 4, reader = 8;
inline constexpr word readers = 0xf8, all_bits = 0xff;
inline constexpr word locks_of_all = 0x0606060606060606;
inline constexpr unsigned max_vmas = 8;

struct lock {
	static constexpr auto &sites = spec::sites;

	template <class K, class L>
	struct mm_fields {
		typename K::template shared<word> locks{word{0}, "locks"};
		typename K::template shared<unsigned> sequence{0u, "sequence"};
		typename K::template plain<unsigned> vmas{0u, "vmas"};
	};

	template <class K, class L>
	struct vma_fields {
		/* Where the vma's bits are. */
		typename K::template plain<unsigned> shift{0u, "shift"};
	};
};

template <class L>
concept version = std::derived_from<L, lock>;

inline constexpr ImplInfo info = {
	.name = "spec",
	.kernel = "0.0, specification",
	.commit = "-",
	.idea = "what the documentation promises: one word an mm, one step an "
		"operation",
	.sites = sites,
	.known_bugs = {},
	.specification = true,
};

template <kernel_platform K, version L>
void mm_lock_seqcount_begin(mm_struct<K, L> *mm)
{
	mm->sequence.fetch_add(1, at<L, "sequence_add">);
}

template <kernel_platform K, version L>
void vma_end_write_all(mm_struct<K, L> *mm)
{
	mmap_assert_write_locked(mm);
	mm->locks.fetch_and(~locks_of_all, at<L, "end_write_all">);
	mm->sequence.fetch_add(1, at<L, "sequence_add">);
}

template <kernel_platform K, version L>
auto mmap_lock_speculate_try_begin(mm_struct<K, L> *mm)
{
	auto seq = mm->sequence.load(at<L, "sequence_look">);

	return seq % 2 == 0 ? std::optional(seq) : std::nullopt;
}

template <kernel_platform K, version L>
bool mmap_lock_speculate_retry(mm_struct<K, L> *mm, auto seq)
{
	K::fence(at<L, "sequence_rmb">);
	return mm->sequence.load(at<L, "sequence_look">) != seq;
}

template <kernel_platform K, version L>
bool mmap_lock_can_speculate(mm_struct<K, L> *)
{
	return true;
}

template <kernel_platform K, version L>
auto vma_bits(vm_area_struct<K, L> *vma)
{
	return vma->vm_mm.load()->locks.load(at<L, "look">) >>
	       vma->shift.load();
}

template <kernel_platform K, version L>
bool spec_read_trylock(vm_area_struct<K, L> *vma)
{
	auto shift = vma->shift.load();

	return K::loop_ends(vma->vm_mm.load()->locks.update(
				    [shift](word w) -> std::optional<word> {
					    word bits = w >> shift & all_bits;
					    if (!(bits & attached) ||
						bits & wanted ||
						(bits & readers) == readers)
						    return std::nullopt;
					    return w + (reader << shift);
				    },
				    at<L, "start_read">))
		.done;
}

template <kernel_platform K, version L>
vm_area_struct<K, L> *vma_start_read(mm_struct<K, L> *,
				     vm_area_struct<K, L> *vma)
{
	return spec_read_trylock(vma) ? vma : nullptr;
}

template <kernel_platform K, version L>
bool vma_start_read_locked(vm_area_struct<K, L> *vma)
{
	mmap_assert_locked(vma->vm_mm.load());
	return spec_read_trylock(vma);
}

template <kernel_platform K, version L>
void vma_end_read(vm_area_struct<K, L> *vma)
{
	auto shift = vma->shift.load();
	auto old = vma->vm_mm.load()->locks.fetch_sub(reader << shift,
						      at<L, "end_read">);

	if ((old >> shift & readers) == 0)
		K::misuse("vma_end_read without a read lock");
}

inline constexpr int max_readers = readers / reader;

/* harness: all readers that the word can count, but for `room`. */
template <kernel_platform K, version L>
bool vma_crowd(vm_area_struct<K, L> *vma, int room)
{
	word others = static_cast<word>(max_readers - room) * reader;

	vma->vm_mm.load()->locks.fetch_add(others << vma->shift.load(),
					   order::relaxed);
	return true;
}

template <kernel_platform K, version L>
void vma_uncrowd(vm_area_struct<K, L> *vma, int room)
{
	word others = static_cast<word>(max_readers - room) * reader;

	vma->vm_mm.load()->locks.fetch_sub(others << vma->shift.load(),
					   order::relaxed);
}

template <kernel_platform K, version L>
void vma_uncrowd_put(vm_area_struct<K, L> *vma, int room)
{
	word others = static_cast<word>(max_readers - room) * reader;

	vma->vm_mm.load()->locks.fetch_sub(others << vma->shift.load(),
					   order::release);
}

/* How a lock gets to its result is not promised: any count will do. */
template <kernel_platform K, version L>
unsigned vma_lock_misses(machine<K, L> *)
{
	return K::choose(lookup_retries + 2);
}

template <kernel_platform K, version L>
bool vma_detach_waited(machine<K, L> *)
{
	return K::choose(2) == 1;
}

template <kernel_platform K, version L>
void vma_start_write(vm_area_struct<K, L> *vma)
{
	auto mm = vma->vm_mm.load();
	auto shift = vma->shift.load();

	mmap_assert_write_locked(mm);
	if (vma_bits(vma) & locked)
		return;
	mm->locks.fetch_or(wanted << shift, at<L, "want_write">);
	mm->locks.await_update(
		[shift](word w) -> std::optional<word> {
			if (w >> shift & readers)
				return std::nullopt;
			return w | locked << shift;
		},
		at<L, "start_write">);
}

/* May give up, once a fatal signal is pending; then nothing happened. */
template <kernel_platform K, version L>
int vma_start_write_killable(vm_area_struct<K, L> *vma)
{
	auto host = vma->vm_mm.load()->host;

	if (fatal_signal_pending(current_task(host)))
		return -EINTR;
	vma_start_write(vma);
	return 0;
}

/* harness: for cases, which must know that a writer sleeps. */
template <kernel_platform K, version L>
void vma_await_waiter(vm_area_struct<K, L> *vma)
{
	auto shift = vma->shift.load();

	vma->vm_mm.load()->locks.await(
		[shift](word w) { return (w >> shift & wanted) != 0; },
		order::acquire);
}

template <kernel_platform K, version L>
void vma_assert_write_locked(vm_area_struct<K, L> *vma)
{
	mmap_assert_write_locked(vma->vm_mm.load());
	if (!(vma_bits(vma) & locked))
		K::misuse("the vma is not write-locked");
}

template <kernel_platform K, version L>
void vma_assert_locked(vm_area_struct<K, L> *vma)
{
	if (!(vma_bits(vma) & (readers | locked)))
		K::misuse("the vma is not locked");
}

template <kernel_platform K, version L>
void vma_assert_attached(vm_area_struct<K, L> *vma)
{
	if (!(vma_bits(vma) & attached))
		K::misuse("the vma is not attached");
}

template <kernel_platform K, version L>
void vma_assert_detached(vm_area_struct<K, L> *vma)
{
	if (vma_bits(vma) & attached)
		K::misuse("the vma is not detached");
}

template <kernel_platform K, version L>
void vma_mark_attached(vm_area_struct<K, L> *vma)
{
	vma_assert_write_locked(vma);
	vma_assert_detached(vma);
	vma->vm_mm.load()->locks.fetch_or(attached << vma->shift.load(),
					  at<L, "attach">);
}

template <kernel_platform K, version L>
void vma_mark_detached(vm_area_struct<K, L> *vma)
{
	vma_assert_write_locked(vma);
	vma_assert_attached(vma);
	vma->vm_mm.load()->locks.fetch_and(~(attached << vma->shift.load()),
					   at<L, "detach">);
}

/* A vma that is being unmapped is not found, or is write-locked. */
template <kernel_platform K, version L>
vm_area_struct<K, L> *lock_vma_under_rcu(mm_struct<K, L> *mm,
					 unsigned long address)
{
	auto mas = MA_STATE(&mm->mm_mt, address);

	K::rcu_read_lock();
	vm_area_struct<K, L> *vma = mas_walk(&mas);
	if (vma && !spec_read_trylock(vma))
		vma = nullptr;
	K::rcu_read_unlock();
	if (vma &&
	    (address < vma->vm_start.load() || address >= vma->vm_end.load())) {
		vma_end_read(vma);
		vma = nullptr;
	}
	return vma;
}

template <kernel_platform K, version L>
vm_area_struct<K, L> *vm_area_alloc(mm_struct<K, L> *mm)
{
	auto vma = K::template alloc<vm_area_struct<K, L>>();
	auto number = mm->vmas.load();

	if (number == max_vmas)
		K::misuse("the specification has no more vmas for this mm");
	mm->vmas.store(number + 1);
	vma->shift.store(8 * number);
	vma->vm_mm.store(mm);
	return vma;
}

template <kernel_platform K, version L>
vm_area_struct<K, L> *vm_area_dup(vm_area_struct<K, L> *orig)
{
	auto vma = vm_area_alloc(orig->vm_mm.load());

	vma_copy(vma, orig);
	return vma;
}

template <kernel_platform K, version L>
void vm_area_free(vm_area_struct<K, L> *vma)
{
	vma_poison(vma);
	kfree_rcu<K>(vma);
}

/* unreachable: nobody can look the vma up any more. */
template <kernel_platform K, version L>
void remove_vma(vm_area_struct<K, L> *vma, bool unreachable)
{
	if (unreachable)
		K::free(vma);
	else
		vm_area_free(vma);
}

} // namespace vmalock::impl::spec

// SPDX-License-Identifier: GPL-2.0-only OR MIT
// The fields of the refcount lock, and the tag by which its functions are
// found.
#pragma once

#include "impl/lock_concept.h"
#include "impl/refcnt-6.15/orderings.h"

namespace vmalock::impl::refcnt_6_15
{

inline constexpr int VMA_LOCK_OFFSET = 0x40000000;
inline constexpr int VMA_REF_LIMIT = VMA_LOCK_OFFSET - 1;

struct lock {
	static constexpr auto &sites = refcnt_6_15::sites;

	/* Width of the sequence numbers. */
	static constexpr unsigned seq_bits = 32;
	/* No reader is counted at this count, or above. */
	static constexpr int ref_limit = VMA_REF_LIMIT;

	template <class K, class L>
	struct mm_fields {
		seqcount_t<K, L> mm_lock_seq{"mm_lock_seq"};
		rcuwait<K, L> vma_writer_wait;
	};

	template <class K, class L>
	struct vma_fields {
		typename K::template shared<unsigned> vm_lock_seq{
			seq_mask<32>, "vm_lock_seq"};
		refcount_t<K, L> vm_refcnt{0, "vm_refcnt"};
	};
};

template <class L>
concept version = std::derived_from<L, lock>;

} // namespace vmalock::impl::refcnt_6_15

// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-6.15 (B-22): sequence numbers of two bits, which wrap after
// two write sections. With 32 bits it takes 2^31 within one read section.
#pragma once

#include "impl/refcnt-6.15/vma_lock.h"

namespace vmalock::impl::refcnt_narrow_seq
{

struct lock : refcnt_6_15::lock {
	static constexpr unsigned seq_bits = 2;

	template <class K, class L>
	struct mm_fields {
		seqcount_t<K, L, seq_bits> mm_lock_seq{"mm_lock_seq"};
		rcuwait<K, L> vma_writer_wait;
	};
};

template <class L>
concept version = refcnt_6_15::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"long_read_section", "B-22", "data race|failed requirement",
	 "refcnt-6.15"},
};

inline constexpr ImplInfo info = {
	.name = "refcnt-narrow-seq",
	.kernel = "6.15, changed",
	.commit = "-",
	.idea = "refcnt-6.15 with sequence numbers of two bits",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

} // namespace vmalock::impl::refcnt_narrow_seq

// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-6.15: the mmap unlock leaves the sequence number alone, so
// the write locks of the section never end.
#pragma once

#include "impl/refcnt-6.15/vma_lock.h"

namespace vmalock::impl::refcnt_no_end
{

struct lock : refcnt_6_15::lock {
};

template <class L>
concept version = refcnt_6_15::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"unlock_ends_all", "planted", "failed requirement", "refcnt-6.15"},
};

inline constexpr ImplInfo info = {
	.name = "refcnt-no-end",
	.kernel = "6.15, changed",
	.commit = "-",
	.idea = "refcnt-6.15 whose unlock forgets the sequence number",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
void vma_end_write_all(mm_struct<K, L> *mm)
{
	mmap_assert_write_locked(mm);
}

} // namespace vmalock::impl::refcnt_no_end

// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-7.2: whose walk takes a vma that ends before the address.
#pragma once

#include "impl/refcnt-7.2/vma_lock.h"

namespace vmalock::impl::refcnt_next_no_end_test
{

struct lock : refcnt_7_2::lock {
};

template <class L>
concept version = refcnt_7_2::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"maps_have_no_gap", "planted", "failed requirement", "refcnt-7.2"},
};

inline constexpr ImplInfo info = {
	.name = "refcnt-next-no-end-test",
	.kernel = "7.2, changed",
	.commit = "-",
	.idea = "refcnt-7.2 whose walk takes a vma that ends before the "
		"address",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
bool next_vma_verified(mm_struct<K, L> *mm,
		       refcnt_6_17::vma_iterator<K, L> *vmi,
		       unsigned long from_addr, vm_area_struct<K, L> *vma,
		       auto seq)
{
	return from_addr >= vma->vm_start.load() ||
	       vma_is_next(mm, vmi, from_addr, vma, seq);
}

} // namespace vmalock::impl::refcnt_next_no_end_test

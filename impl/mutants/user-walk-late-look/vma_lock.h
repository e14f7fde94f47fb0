// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-7.2: whose walk looks at a vma after its unlock.
#pragma once

#include "harness/kernel/walk.h"
#include "impl/refcnt-7.2/vma_lock.h"

namespace vmalock::impl::user_walk_late_look
{

struct lock : refcnt_7_2::lock {
};

template <class L>
concept version = refcnt_7_2::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"maps_have_no_gap", "planted",
	 "data race|use after free|failed requirement", "refcnt-7.2"},
};

inline constexpr ImplInfo info = {
	.name = "user-walk-late-look",
	.kernel = "7.2, changed",
	.commit = "-",
	.idea = "refcnt-7.2 whose walk looks at a vma after its unlock",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
vm_area_struct<K, L> *
proc_get_vma(mm_struct<K, L> *mm, ma_state<K, vm_area_struct<K, L>> *vmi,
	     unsigned long from_addr, vm_area_struct<K, L> *last)
{
	if (last) {
		vma_end_read(last);
		from_addr = last->vm_end.load();
	}
	auto vma = lock_next_vma(mm, vmi, from_addr);
	return IS_ERR(vma) ? nullptr : vma;
}

} // namespace vmalock::impl::user_walk_late_look

// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-6.18 (B-25): a vma is looked at after vma_start_read()
// failed, and with that left the RCU section.
#pragma once

#include "impl/refcnt-6.18/vma_lock.h"

namespace vmalock::impl::refcnt_use_after_fail
{

struct lock : refcnt_6_18::lock {
};

template <class L>
concept version = refcnt_6_18::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"detach_waits", "B-25", "data race|use after free", "refcnt-6.18"},
};

inline constexpr ImplInfo info = {
	.name = "refcnt-use-after-fail",
	.kernel = "6.18, changed",
	.commit = "-",
	.idea = "refcnt-6.18 that looks at a vma it could not lock",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
vm_area_struct<K, L> *vma_start_read(mm_struct<K, L> *mm,
				     vm_area_struct<K, L> *vma)
{
	auto locked = refcnt_6_18::vma_start_read(mm, vma);

	/* RCU is left: the vma may be gone. */
	if (IS_ERR_OR_NULL(locked))
		(void)vma->vm_start.load();
	return locked;
}

} // namespace vmalock::impl::refcnt_use_after_fail

// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-7.0: whose new vmas keep the flags of the used object.
#pragma once

#include "impl/refcnt-7.0/vma_lock.h"

namespace vmalock::impl::kernel_alloc_keeps_flags
{

struct lock : refcnt_7_0::lock {
};

template <class L>
concept version = refcnt_7_0::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"lookup_attached", "planted", "failed requirement", "refcnt-7.0"},
};

inline constexpr ImplInfo info = {
	.name = "kernel-alloc-keeps-flags",
	.kernel = "7.0, changed",
	.commit = "-",
	.idea = "refcnt-7.0 whose new vmas keep the flags of the used "
		"object",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
void vma_clear(vm_area_struct<K, L> *)
{
}

} // namespace vmalock::impl::kernel_alloc_keeps_flags

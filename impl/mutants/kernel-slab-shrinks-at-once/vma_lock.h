// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-7.0: whose slab cache gives a page back without a grace
// period.
#pragma once

#include "impl/refcnt-7.0/vma_lock.h"

namespace vmalock::impl::kernel_slab_shrinks_at_once
{

struct lock : refcnt_7_0::lock {
};

template <class L>
concept version = refcnt_7_0::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"foreign_mm_exits", "planted", "use after free", "refcnt-7.0"},
	{"foreign_mm_put", "planted", "use after free", "refcnt-7.0"},
};

inline constexpr ImplInfo info = {
	.name = "kernel-slab-shrinks-at-once",
	.kernel = "7.0, changed",
	.commit = "-",
	.idea = "refcnt-7.0 whose slab cache gives a page back without a "
		"grace period",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
void kmem_cache_shrink(kmem_cache<K, vm_area_struct<K, L>> *cache,
		       Where where = Where::here())
{
	auto first = cache->freelist.exchange(nullptr,
					      kernel::at<"slab_shrink">, where);
	if (first)
		K::free(first, where);
}

} // namespace vmalock::impl::kernel_slab_shrinks_at_once

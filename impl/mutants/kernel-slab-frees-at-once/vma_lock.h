// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-7.0: whose slab cache is not type-safe by RCU.
#pragma once

#include "impl/refcnt-7.0/vma_lock.h"

namespace vmalock::impl::kernel_slab_frees_at_once
{

struct lock : refcnt_7_0::lock {
};

template <class L>
concept version = refcnt_7_0::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"detach_waits", "planted", "use after free", "refcnt-7.0"},
	{"lookup_reused", "planted", "use after free", "refcnt-7.0"},
	{"fault_two_sections", "planted", "use after free", "refcnt-7.0"},
};

inline constexpr ImplInfo info = {
	.name = "kernel-slab-frees-at-once",
	.kernel = "7.0, changed",
	.commit = "-",
	.idea = "refcnt-7.0 whose slab cache is not type-safe by RCU",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
void kmem_cache_free(kmem_cache<K, vm_area_struct<K, L>> *,
		     vm_area_struct<K, L> *object, Where where = Where::here())
{
	K::free(object, where);
}

} // namespace vmalock::impl::kernel_slab_frees_at_once

// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-7.0: whose refcount_t is raised from 0.
#pragma once

#include "impl/refcnt-7.0/vma_lock.h"

namespace vmalock::impl::kernel_count_raises_zero
{

struct lock : refcnt_7_0::lock {
};

template <class L>
concept version = refcnt_7_0::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"detach_waits", "planted",
	 "use after free|data race|lock misuse|failed requirement|deadlock",
	 "refcnt-7.0"},
	{"lookup_attached", "planted",
	 "use after free|data race|lock misuse|failed requirement|deadlock",
	 "refcnt-7.0"},
};

inline constexpr ImplInfo info = {
	.name = "kernel-count-raises-zero",
	.kernel = "7.0, changed",
	.commit = "-",
	.idea = "refcnt-7.0 whose refcount_t is raised from 0",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L, ordering_source Site>
RefcountAdd refcount_inc_not_zero_limited_acquire(refcount_t<K, L> *r,
						  int limit, Site site,
						  Where where = Where::here())
{
	return K::loop_ends(r->refs.update(
		[limit](int old) -> std::optional<int> {
			if (old >= limit)
				return std::nullopt;
			return old + 1;
		},
		site, where));
}

} // namespace vmalock::impl::kernel_count_raises_zero

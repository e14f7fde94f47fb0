// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of the users of refcnt-6.15 (U-8): anon_vma is set without release, so
// that who finds it may see it half initialised.
#pragma once

#include "harness/kernel/users.h"
#include "impl/refcnt-6.15/vma_lock.h"

namespace vmalock::impl::user_anon_vma_relaxed
{

struct lock : refcnt_6_15::lock {
};

template <class L>
concept version = refcnt_6_15::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"anon_vma_published", "U-8",
	 "data race|uninitialised read|failed requirement", "refcnt-6.15"},
};

inline constexpr ImplInfo info = {
	.name = "user-anon-vma-relaxed",
	.kernel = "6.15, changed",
	.commit = "-",
	.idea = "refcnt-6.15 whose anon_vma is set without release",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
bool anon_vma_set(vm_area_struct<K, L> *vma, anon_vma<K> *made)
{
	return vma->anon_vma
		.update(
			[made](anon_vma<K> *old)
				-> std::optional<anon_vma<K> *> {
				if (old)
					return std::nullopt;
				return made;
			},
			order::relaxed)
		.done;
}

} // namespace vmalock::impl::user_anon_vma_relaxed

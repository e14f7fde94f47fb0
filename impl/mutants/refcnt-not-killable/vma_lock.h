// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-7.0: whose killable writer is not killable.
#pragma once

#include "impl/refcnt-7.0/vma_lock.h"

namespace vmalock::impl::refcnt_not_killable
{

struct lock : refcnt_7_0::lock {
};

template <class L>
concept version = refcnt_7_0::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"signal_wakes", "planted", "deadlock", "refcnt-7.0"},
};

inline constexpr ImplInfo info = {
	.name = "refcnt-not-killable",
	.kernel = "7.0, changed",
	.commit = "-",
	.idea = "refcnt-7.0 whose killable writer is not killable",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
int vma_start_write_killable(vm_area_struct<K, L> *vma)
{
	vma_start_write(vma);
	return 0;
}

} // namespace vmalock::impl::refcnt_not_killable

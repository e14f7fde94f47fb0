// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of rwsem-6.5: whose guard flag is set by a load and a store.
#pragma once

#include "harness/kernel/users.h"
#include "impl/rwsem-6.5/vma_lock.h"

namespace vmalock::impl::user_guard_not_atomic
{

struct lock : rwsem_6_5::lock {
};

template <class L>
concept version = rwsem_6_5::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"guard_flag_lost",
	 "planted",
	 "data race",
	 "rwsem-6.5",
	 "lkmm",
	 {2, 1, 1}},
};

inline constexpr ImplInfo info = {
	.name = "user-guard-not-atomic",
	.kernel = "6.5, changed",
	.commit = "-",
	.idea = "rwsem-6.5 whose guard flag is set by a load and a store",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
void guard_install_flag(vm_area_struct<K, L> *vma)
{
	vma->vm_flags.store(vma->vm_flags.load() | VM_MAYBE_GUARD);
}

} // namespace vmalock::impl::user_guard_not_atomic

// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of rwsem-6.5 (B-10): vma_end_read without the RCU section. up_read()
// looks at the lock after it released it, when a writer may have freed it
// already.
#pragma once

#include "impl/rwsem-6.5/vma_lock.h"

namespace vmalock::impl::rwsem_end_read_no_rcu
{

struct lock : rwsem_6_5::lock {
};

template <class L>
concept version = rwsem_6_5::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"detach_waits", "B-10", "use after free", "rwsem-6.5"},
};

inline constexpr ImplInfo info = {
	.name = "rwsem-end-read-no-rcu",
	.kernel = "6.5, changed",
	.commit = "-",
	.idea = "rwsem-6.5 whose vma_end_read is no RCU reader",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
void vma_end_read(vm_area_struct<K, L> *vma)
{
	up_read(&vma->vm_lock.load(at<L, "vm_lock">)->lock);
}

} // namespace vmalock::impl::rwsem_end_read_no_rcu

// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of rwsem-6.5: whose reader does not test again with the lock held.
#pragma once

#include "impl/rwsem-6.5/vma_lock.h"

namespace vmalock::impl::rwsem_no_recheck
{

struct lock : rwsem_6_5::lock {
};

template <class L>
concept version = rwsem_6_5::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"reader_excludes_writer", "planted", "data race|failed requirement",
	 "rwsem-6.5"},
	{"lookup_attached", "planted", "data race|failed requirement",
	 "rwsem-6.5"},
};

inline constexpr ImplInfo info = {
	.name = "rwsem-no-recheck",
	.kernel = "6.5, changed",
	.commit = "-",
	.idea = "rwsem-6.5 whose reader does not test again with the lock "
		"held",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
bool vma_start_read(vm_area_struct<K, L> *vma)
{
	auto mm = vma->vm_mm.load();

	if (READ_ONCE(vma->vm_lock_seq, at<L, "reader_early_vseq">) ==
	    READ_ONCE(mm->mm_lock_seq, at<L, "reader_early_mseq">))
		return false;
	return down_read_trylock(&vma->vm_lock.load(at<L, "vm_lock">)->lock);
}

} // namespace vmalock::impl::rwsem_no_recheck

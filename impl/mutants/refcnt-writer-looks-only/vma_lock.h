// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-7.0: whose writer takes a count of one for the lock.
#pragma once

#include "impl/refcnt-7.0/vma_lock.h"

namespace vmalock::impl::refcnt_writer_looks_only
{

struct lock : refcnt_7_0::lock {
};

template <class L>
concept version = refcnt_7_0::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"reader_excludes_writer", "planted", "data race|failed requirement",
	 "refcnt-7.0"},
	{"walk_locks_vma", "planted", "data race|failed requirement",
	 "refcnt-7.0"},
};

inline constexpr ImplInfo info = {
	.name = "refcnt-writer-looks-only",
	.kernel = "7.0, changed",
	.commit = "-",
	.idea = "refcnt-7.0 whose writer takes a count of one for the "
		"lock",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
int __vma_start_write(vm_area_struct<K, L> *vma, unsigned)
{
	auto mm_lock_seq = __vma_raw_mm_seqnum(vma);

	refcount_read(&vma->vm_refcnt, at<L, "assert_refcnt">);
	vma->vm_refcnt.refs.await([](int count) { return count <= 1; },
				  order::acquire);
	WRITE_ONCE(vma->vm_lock_seq, mm_lock_seq, at<L, "writer_vseq">);
	return 0;
}

} // namespace vmalock::impl::refcnt_writer_looks_only

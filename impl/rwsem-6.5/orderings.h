// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Every shared access of the rwsem lock as of 6.5 that is not an rw_semaphore's
// own (those are rows of the kernel facilities: down_read_trylock, up_read,
// down_write, up_write, …).
#pragma once

#include <array>

#include "harness/platform/site.h"

namespace vmalock::impl::rwsem_6_5
{

inline constexpr std::array sites = {
	// vma_start_read
	SiteRow{"reader_early_vseq", Primitive::load, Ordering::relaxed, "-",
		"pessimistic bail-out; the real test comes under vm_lock"},
	SiteRow{"reader_early_mseq", Primitive::load, Ordering::relaxed, "-",
		"pessimistic bail-out; the real test comes under vm_lock"},
	SiteRow{"reader_vseq", Primitive::load, Ordering::plain, "-",
		"stored only under vm_lock held for write"},
	SiteRow{"reader_mseq", Primitive::load, Ordering::acquire, "seq_end",
		"a reader that sees the unlock sees the writer's stores (B-1)"},
	SiteRow{"vm_lock", Primitive::load, Ordering::addr, "mas_store",
		"the vma's address leads to it and it to the lock. Plain in "
		"the kernel; lkmm follows no dependency through a plain load, "
		"so it is marked here"},
	// vma_start_write
	SiteRow{"writer_vseq", Primitive::store, Ordering::relaxed,
		"reader_vseq",
		"published by up_write; WRITE_ONCE because of "
		"reader_early_vseq"},
	// __is_vma_write_locked, and assertions under the mmap write lock
	SiteRow{"is_locked_vseq", Primitive::load, Ordering::plain, "-",
		"only holders of the mmap write lock store it"},
	SiteRow{"is_locked_mseq", Primitive::load, Ordering::plain, "-",
		"only holders of the mmap write lock store it"},
	// vma_end_write_all
	SiteRow{"seq_end_load", Primitive::load, Ordering::plain, "-",
		"only holders of the mmap write lock store it"},
	SiteRow{"seq_end", Primitive::store, Ordering::release, "reader_mseq",
		"the writer's stores are visible before the unlock (B-1)"},
	// vm_area_alloc, vm_area_dup
	SiteRow{"init_vseq", Primitive::store, Ordering::plain, "mas_store",
		"the vma is not reachable yet; its memory waited for a grace "
		"period"},
	SiteRow{"init_vm_lock", Primitive::store, Ordering::plain, "mas_store",
		"the vma is not reachable yet"},
};

} // namespace vmalock::impl::rwsem_6_5

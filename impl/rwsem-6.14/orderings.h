// SPDX-License-Identifier: GPL-2.0-only OR MIT
// The rows of the rwsem lock since its sequence number is a seqcount, which the
// mmap write lock changes, too: seq_end became a wmb and a store, and there are
// begin and the speculative readers.
#pragma once

#include "harness/kernel/rows.h"
#include "impl/rwsem-6.5/orderings.h"

namespace vmalock::impl::rwsem_6_14
{

inline constexpr auto changed_sites = with_rows(
	rwsem_6_5::sites,
	std::array{
		SiteRow{"reader_mseq", Primitive::load, Ordering::acquire,
			"seq_end_wmb",
			"a reader that sees the unlock sees the writer's "
			"stores"},
		SiteRow{"seq_end", Primitive::store, Ordering::relaxed,
			"reader_mseq",
			"sequence++, plain in the kernel and raced by readers "
			"on purpose; no release any more (B-21)"},
	});

inline constexpr auto sites = and_rows(
	changed_sites,
	std::array{
		SiteRow{"seq_end_wmb", Primitive::fence, Ordering::wmb,
			"reader_mseq",
			"the writer's stores are visible before the unlock. "
			"Its loads may sink below it (B-21)"},
		SiteRow{"seq_begin_load", Primitive::load, Ordering::plain, "-",
			"sequence++: only holders of the mmap write lock store "
			"it"},
		SiteRow{"seq_begin_store", Primitive::store, Ordering::relaxed,
			"reader_mseq",
			"sequence++, plain in the kernel and raced by readers "
			"on purpose. No release (B-27)"},
		SiteRow{"seq_begin_wmb", Primitive::fence, Ordering::wmb,
			"speculate_rmb",
			"whoever sees one of the writer's stores sees the odd "
			"sequence"},
		SiteRow{"speculate_begin", Primitive::load, Ordering::acquire,
			"seq_end_wmb",
			"the speculative loads come after it, and see what "
			"earlier writers stored"},
		SiteRow{"speculate_rmb", Primitive::fence, Ordering::rmb,
			"seq_begin_wmb",
			"the speculative loads come before the sequence is "
			"read again"},
		SiteRow{"speculate_retry", Primitive::load, Ordering::relaxed,
			"seq_begin_store",
			"another number: a writer was there meanwhile"},
	});

} // namespace vmalock::impl::rwsem_6_14

// SPDX-License-Identifier: GPL-2.0-only OR MIT
// The rows of the rwsem lock as it was before b1f02b95758d: what that commit
// changed.
#pragma once

#include "harness/kernel/rows.h"
#include "impl/rwsem-6.5/orderings.h"

namespace vmalock::impl::rwsem_6_4
{

inline constexpr auto sites = with_rows(
	rwsem_6_5::sites,
	std::array{
		SiteRow{"reader_early_vseq", Primitive::load, Ordering::relaxed,
			"-",
			"pessimistic bail-out; plain in the kernel and raced "
			"by writers on purpose"},
		SiteRow{"reader_mseq", Primitive::load, Ordering::relaxed,
			"seq_end",
			"no acquire: the reader's loads may come before it "
			"(B-1)"},
		SiteRow{"writer_vseq", Primitive::store, Ordering::relaxed,
			"reader_vseq",
			"published by up_write; plain in the kernel and raced "
			"by reader_early_vseq on purpose"},
		SiteRow{"seq_end", Primitive::store, Ordering::relaxed,
			"reader_mseq",
			"no release: the writer's stores may come after it "
			"(B-1)"},
	});

} // namespace vmalock::impl::rwsem_6_4

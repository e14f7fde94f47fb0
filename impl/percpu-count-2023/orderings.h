// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Every shared access of the counted lock of January 2023. atomic_t operations
// that return a value are fully ordered (seq_cst rows).
#pragma once

#include "harness/kernel/rows.h"
#include "impl/rwsem-6.4/orderings.h"

namespace vmalock::impl::percpu_count_2023
{

inline constexpr auto sites = and_rows(
	rwsem_6_4::sites,
	std::array{
		SiteRow{"reader_inc", Primitive::rmw_if, Ordering::seq_cst,
			"writer_set", "atomic_inc_unless_negative"},
		SiteRow{"put", Primitive::rmw, Ordering::seq_cst, "writer_try",
			"atomic_dec_and_test"},
		SiteRow{"writer_try", Primitive::rmw_if, Ordering::seq_cst,
			"put", "atomic_cmpxchg 0 to -1: no reader is inside"},
		SiteRow{"writer_wmb", Primitive::fence, Ordering::wmb,
			"reader_inc",
			"a reader that counts afterwards sees vm_lock_seq"},
		SiteRow{"writer_set", Primitive::store, Ordering::relaxed,
			"reader_inc", "readers may count again"},
		SiteRow{"assert_count", Primitive::load, Ordering::relaxed, "-",
			"assertions only"},
	});

} // namespace vmalock::impl::percpu_count_2023

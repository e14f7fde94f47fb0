// SPDX-License-Identifier: GPL-2.0-only OR MIT
// The rows in which the refcount lock as posted until its ninth version differs
// from the merged one.
#pragma once

#include "harness/kernel/rows.h"
#include "impl/refcnt-6.15/orderings.h"

namespace vmalock::impl::refcnt_v9
{

inline constexpr auto sites = with_rows(
	refcnt_6_15::sites,
	std::array{
		SiteRow{"reader_inc", Primitive::rmw_if, Ordering::relaxed,
			"writer_exit, attach",
			"no acquire: the second look at vm_lock_seq may come "
			"before the count (B-4)"},
		SiteRow{"reader_locked_inc", Primitive::rmw_if,
			Ordering::relaxed, "attach",
			"same primitive as reader_inc"},
		SiteRow{"attach", Primitive::store, Ordering::relaxed,
			"reader_inc",
			"no release: who counts may see a vma that is half "
			"initialised (B-5)"},
	});

} // namespace vmalock::impl::refcnt_v9

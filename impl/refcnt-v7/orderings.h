// SPDX-License-Identifier: GPL-2.0-only OR MIT
// The rows of the refcount lock as posted until its seventh version: the writer
// takes a count of its own before it adds the offset.
#pragma once

#include "impl/refcnt-v9/orderings.h"

namespace vmalock::impl::refcnt_v7
{

inline constexpr auto sites = and_rows(
	refcnt_v9::sites,
	std::array{
		SiteRow{"writer_inc", Primitive::rmw_if, Ordering::relaxed, "-",
			"keeps the vma from being detached; the offset refuses "
			"readers"},
		SiteRow{"writer_add", Primitive::rmw, Ordering::relaxed,
			"reader_inc",
			"the offset refuses new readers; the wait orders what "
			"follows"},
	});

} // namespace vmalock::impl::refcnt_v7

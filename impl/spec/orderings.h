// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Every shared access of the specification. Each operation is one atomic step.
#pragma once

#include <array>

#include "harness/platform/site.h"

namespace vmalock::impl::spec
{

inline constexpr std::array sites = {
	SiteRow{"start_read", Primitive::rmw_if, Ordering::acq_rel, "all",
		"the section starts after it"},
	SiteRow{"end_read", Primitive::rmw, Ordering::acq_rel, "all",
		"the section ends before it"},
	SiteRow{"want_write", Primitive::rmw, Ordering::acq_rel, "all",
		"no new reader gets in"},
	SiteRow{"start_write", Primitive::rmw_if, Ordering::acq_rel, "all",
		"after the last reader's section"},
	SiteRow{"end_write_all", Primitive::rmw, Ordering::acq_rel, "all",
		"all write locks of the mm end in one step"},
	SiteRow{"attach", Primitive::rmw, Ordering::acq_rel, "all",
		"the vma is complete"},
	SiteRow{"detach", Primitive::rmw, Ordering::acq_rel, "all",
		"nobody gets in afterwards"},
	SiteRow{"look", Primitive::load, Ordering::acquire, "all",
		"assertions, and the writer's question whether it has the "
		"lock"},
	SiteRow{"sequence_add", Primitive::rmw, Ordering::seq_cst,
		"sequence_look",
		"odd while the mmap lock is held for write; the section's "
		"stores come after it"},
	SiteRow{"sequence_look", Primitive::load, Ordering::acquire,
		"sequence_add", "speculation"},
	SiteRow{"sequence_rmb", Primitive::fence, Ordering::mb, "sequence_add",
		"speculation"},
};

} // namespace vmalock::impl::spec

// SPDX-License-Identifier: MIT
// A reader stores to a field that the next writer loads. The refcount writer's
// wait ends in a relaxed read, a control dependency: it orders the writer's
// stores but not its loads (B-20). guard_flag_lost is the field of the kernel
// that this concerns.
#pragma once

#include "cases/common/reader_stores.h"

namespace vmalock::cases
{

template <class K, class L>
struct writer_loads_early : reader_stores<K, L, 0> {
	static constexpr CaseInfo info = {
		.name = "writer_loads_early",
		.goal = "A writer's loads come after the sections of the "
			"readers before it",
		.guarantees = "R-12",
		.bound = {.readers = 1, .writers = 1, .rounds = 1},
		.max = {.readers = 1, .writers = 1, .rounds = 1},
	};

	explicit writer_loads_early(const Bound &)
	{
	}
};

} // namespace vmalock::cases

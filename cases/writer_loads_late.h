// SPDX-License-Identifier: MIT
// A writer loads a field that the next reader stores to. Since 6.14 the write
// locks end in smp_wmb and a store, which is no release: the writer's loads may
// be done after it (B-21). No user of the lock is known whom it harms.
#pragma once

#include "cases/common/reader_stores.h"

namespace vmalock::cases
{

template <class K, class L>
struct writer_loads_late : reader_stores<K, L, 1> {
	static constexpr CaseInfo info = {
		.name = "writer_loads_late",
		.goal = "A writer's loads come before the sections of the "
			"readers after it",
		.guarantees = "R-12",
		.bound = {.readers = 1, .writers = 1, .rounds = 1},
		.max = {.readers = 1, .writers = 1, .rounds = 1},
	};

	explicit writer_loads_late(const Bound &)
	{
	}
};

} // namespace vmalock::cases

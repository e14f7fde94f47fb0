// SPDX-License-Identifier: MIT
// The mm's number is 2^31 ahead of the vma's: more than half way round, so that
// by order the vma's is the larger one.
#pragma once

#include "cases/common/old_number.h"

namespace vmalock::cases
{

template <class K, class L>
struct sequence_far_ahead : old_number<K, L, 0x40000000u> {
	static constexpr CaseInfo info = {
		.name = "sequence_far_ahead",
		.goal = "A vma is write-locked if its number equals its mm's, "
			"not if it is larger",
		.guarantees = "R-28 R-12",
		.bound = {.readers = 1, .writers = 1, .rounds = 1},
		.max = {.readers = 1, .writers = 1, .rounds = 1},
	};

	explicit sequence_far_ahead(const Bound &)
	{
	}
};

} // namespace vmalock::cases

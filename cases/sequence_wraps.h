// SPDX-License-Identifier: MIT
// The mm's number is about to wrap: the next write section is the first one of
// the next round.
#pragma once

#include "cases/common/old_number.h"

namespace vmalock::cases
{

template <class K, class L>
struct sequence_wraps : old_number<K, L, 0x7ffffffeu> {
	static constexpr CaseInfo info = {
		.name = "sequence_wraps",
		.goal = "A vma is write-locked if its number equals its mm's, "
			"not if it is larger",
		.guarantees = "R-28 R-12",
		.bound = {.readers = 1, .writers = 1, .rounds = 1},
		.max = {.readers = 1, .writers = 1, .rounds = 1},
	};

	explicit sequence_wraps(const Bound &)
	{
	}
};

} // namespace vmalock::cases

// SPDX-License-Identifier: MIT
// Nobody writes.
#pragma once

#include "cases/common/space.h"

namespace vmalock::cases
{

template <class K, class L>
struct speculation_succeeds {
	static constexpr CaseInfo info = {
		.name = "speculation_succeeds",
		.goal = "A speculation without a writer succeeds",
		.guarantees = "R-28",
		.bound = {.readers = 1, .writers = 0, .rounds = 1},
		.max = {.readers = 2, .writers = 0, .rounds = 1},
		.min = {.readers = 1, .writers = 0, .rounds = 1},
	};

	address_space<K, L> space;

	explicit speculation_succeeds(const Bound &)
	{
	}

	void before()
	{
		space.boot();
		vm_mmap(space.mm, 0, 1);
	}

	void writer(unsigned)
	{
	}

	void reader(unsigned)
	{
		auto seq = mmap_lock_speculate_try_begin(space.mm);
		bool valid = seq && !mmap_lock_speculate_retry(space.mm, *seq);

		K::require(valid == mmap_lock_can_speculate(space.mm), "R-28",
			   "a speculation failed although nobody writes");
	}

	void after()
	{
		space.shut_down();
	}
};

} // namespace vmalock::cases

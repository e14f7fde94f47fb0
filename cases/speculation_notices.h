// SPDX-License-Identifier: MIT
// A reader without any lock reads two fields that a writer changes, and asks
// whether a writer was there. If not, it has both old or both new. The fields
// are marked: a speculative reader races on purpose.
#pragma once

#include "cases/common/space.h"

namespace vmalock::cases
{

template <class K, class L>
struct speculation_notices {
	static constexpr CaseInfo info = {
		.name = "speculation_notices",
		.goal = "A speculative reader that is not told to retry saw no "
			"writer's work in between",
		.guarantees = "R-28",
		.bound = {.readers = 1, .writers = 1, .rounds = 1},
		.max = {.readers = 2, .writers = 2, .rounds = 1},
	};

	address_space<K, L> space;
	typename K::template shared<unsigned> a{0u, "a"};
	typename K::template shared<unsigned> b{0u, "b"};

	explicit speculation_notices(const Bound &)
	{
	}

	void before()
	{
		space.boot();
	}

	void writer(unsigned i)
	{
		mmap_write_lock(space.mm);
		a.store(i + 1, order::relaxed);
		b.store(i + 1, order::relaxed);
		mmap_write_unlock(space.mm);
	}

	void reader(unsigned i)
	{
		auto seq = mmap_lock_speculate_try_begin(space.mm);
		std::int64_t saw = -1;

		if (seq) {
			auto first = a.load(order::relaxed);
			auto second = b.load(order::relaxed);
			if (!mmap_lock_speculate_retry(space.mm, *seq)) {
				K::require(first == second, "R-28",
					   "a writer's work was not noticed");
				saw = static_cast<std::int64_t>(first);
			}
		}
		K::observe("saw", i, saw);
	}

	void after()
	{
		space.shut_down();
	}
};

} // namespace vmalock::cases

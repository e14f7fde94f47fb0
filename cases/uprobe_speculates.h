// SPDX-License-Identifier: MIT
// A probe is looked up without a lock, while a writer moves its mapping and
// replaces the probe.
#pragma once

#include "cases/common/space.h"
#include "harness/kernel/remote.h"

namespace vmalock::cases
{

template <class K, class L>
struct uprobe_speculates {
	static constexpr CaseInfo info = {
		.name = "uprobe_speculates",
		.goal = "A probe found by speculation is one, and that of the "
			"mapping",
		.guarantees = "R-28",
		.bound = {.readers = 1, .writers = 1, .rounds = 1},
		.max = {.readers = 2, .writers = 1, .rounds = 1},
	};

	address_space<K, L> space;
	kernel::uprobe_site<K, L> site;

	explicit uprobe_speculates(const Bound &)
	{
	}

	void before()
	{
		space.boot();
		site.probe.store(K::template alloc<kernel::uprobe<K, L>>());
		site.probe.load()->offset.store(0);
	}

	void writer(unsigned)
	{
		mmap_write_lock(space.mm);
		uprobe_replace(space.mm, &site, 1);
		mmap_write_unlock(space.mm);
	}

	void reader(unsigned i)
	{
		auto off = find_active_uprobe_speculative(space.mm, &site);

		K::require(off <= 0, "R-28",
			   "a speculation mixed two states of the mapping");
		K::observe("off", i, off);
	}

	void after()
	{
		K::free(site.probe.load());
		space.shut_down();
	}
};

} // namespace vmalock::cases

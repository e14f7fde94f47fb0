// SPDX-License-Identifier: MIT
// The last user of an address space exits, while another task that holds the
// struct only (mm_count, as an open /proc/PID/mem does) looks into it.
#pragma once

#include "cases/common/space.h"
#include "harness/kernel/remote.h"

namespace vmalock::cases
{

template <class K, class L>
struct last_user_exits {
	static constexpr CaseInfo info = {
		.name = "last_user_exits",
		.goal = "Who looks into an address space is one of its users, "
			"or finds that the last one is gone",
		.guarantees = "L-4 R-1",
		.bound = {.readers = 1, .writers = 1, .rounds = 1},
		.max = {.readers = 1, .writers = 1, .rounds = 1},
	};

	address_space<K, L> space;

	explicit last_user_exits(const Bound &)
	{
	}

	void before()
	{
		space.boot();
		vm_mmap(space.mm, 0, 1);
		mmgrab(space.mm);
	}

	void writer(unsigned)
	{
		mmput(space.mm);
	}

	void reader(unsigned i)
	{
		K::observe("found", i, access_remote_vm(space.mm, 0));
		mmdrop(space.mm);
	}

	void after()
	{
		halt(space.host);
	}
};

} // namespace vmalock::cases

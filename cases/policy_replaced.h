// SPDX-License-Identifier: MIT
// mbind replaces the policy of a vma, which a fault uses, and frees the old one
// (U-6, CVE-2023-4611).
#pragma once

#include "cases/common/space.h"
#include "harness/kernel/users.h"

namespace vmalock::cases
{

template <class K, class L>
struct policy_replaced {
	static constexpr CaseInfo info = {
		.name = "policy_replaced",
		.goal = "A fault never uses a policy that mbind has freed",
		.guarantees = "R-6 R-12",
		.bound = {.readers = 1, .writers = 1, .rounds = 1},
		.max = {.readers = 2, .writers = 1, .rounds = 1},
	};

	address_space<K, L> space;
	typename address_space<K, L>::vm_area_struct *vma;

	explicit policy_replaced(const Bound &)
	{
	}

	void before()
	{
		space.boot();
		vma = vm_mmap(space.mm, 0, 1);
		vma->vm_policy.store(K::template alloc<kernel::mempolicy<K>>());
	}

	void writer(unsigned)
	{
		auto made = K::template alloc<kernel::mempolicy<K>>();

		made->mode.store(1);
		mmap_write_lock(space.mm);
		vma_replace_policy(vma, made);
		mmap_write_unlock(space.mm);
	}

	void reader(unsigned i)
	{
		if (!vma_read_trylock(space.mm, vma))
			return;
		auto mode = vma->vm_policy.load()->mode.load();
		K::observe("mode", i, static_cast<std::int64_t>(mode));
		vma_end_read(vma);
	}

	void after()
	{
		K::free(vma->vm_policy.load());
		space.shut_down();
	}
};

} // namespace vmalock::cases

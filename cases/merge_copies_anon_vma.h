// SPDX-License-Identifier: MIT
// A merge gives a vma the anon_vma of its neighbour, fails, and takes it back.
// The neighbour is unmapped, so that the anon_vma is freed (U-5).
#pragma once

#include "cases/common/space.h"
#include "harness/kernel/users.h"

namespace vmalock::cases
{

template <class K, class L>
struct merge_copies_anon_vma {
	static constexpr CaseInfo info = {
		.name = "merge_copies_anon_vma",
		.goal = "A fault never uses an anon_vma that a merge gives "
			"back",
		.guarantees = "R-6 R-12",
		.bound = {.readers = 1, .writers = 1, .rounds = 1},
		.max = {.readers = 2, .writers = 1, .rounds = 1},
	};

	address_space<K, L> space;
	typename address_space<K, L>::vm_area_struct *vma;
	typename K::template plain<kernel::anon_vma<K> *> next{nullptr};

	explicit merge_copies_anon_vma(const Bound &)
	{
	}

	void before()
	{
		space.boot();
		vma = vm_mmap(space.mm, 0, 1);
		next.store(K::template alloc<kernel::anon_vma<K>>());
	}

	void writer(unsigned)
	{
		mmap_write_lock(space.mm);
		auto from = next.load();
		dup_anon_vma(vma, from);
		vma->anon_vma.store(nullptr, order::relaxed);
		mmap_write_unlock(space.mm);
		K::free(from);
	}

	void reader(unsigned i)
	{
		if (!vma_read_trylock(space.mm, vma))
			return;
		auto found = anon_vma_of(vma);
		if (found)
			found->root.load();
		K::observe("found", i, found != nullptr);
		K::require(found == nullptr, "R-12",
			   "a fault saw a merge that did not happen");
		vma_end_read(vma);
	}

	void after()
	{
		space.shut_down();
	}
};

} // namespace vmalock::cases

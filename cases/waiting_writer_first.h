// SPDX-License-Identifier: MIT
// Reader 0 holds the vma from the start. A writer comes and waits; once it
// does, reader 1 tries and must fail. A lock that lets readers in while a
// writer waits can keep the writer waiting for ever (B-11).
#pragma once

#include "cases/common/space.h"

namespace vmalock::cases
{

template <class K, class L>
struct waiting_writer_first {
	static constexpr CaseInfo info = {
		.name = "waiting_writer_first",
		.goal = "Readers do not get in any more once a writer waits",
		.guarantees = "R-20 R-26",
		.bound = {.readers = 2, .writers = 1, .rounds = 1},
		.max = {.readers = 2, .writers = 1, .rounds = 1},
	};

	address_space<K, L> space;
	typename address_space<K, L>::vm_area_struct *vma;
	typename K::template shared<unsigned> tried{0u, "tried"};
	const Bound bound;

	explicit waiting_writer_first(const Bound &b) : bound(b)
	{
	}

	void before()
	{
		space.boot();
		vma = vm_mmap(space.mm, 0, 1);
		K::require(vma_read_trylock(space.mm, vma), "R-12",
			   "a reader failed although nobody writes this vma");
	}

	void writer(unsigned)
	{
		mmap_write_lock(space.mm);
		vma_start_write(vma);
		vma->vm_flags.store(VM_CHANGED);
		mmap_write_unlock(space.mm);
	}

	/* Keeps the vma until the other reader, if there is one, has tried. */
	void holder()
	{
		if (bound.readers > 1)
			tried.await([](unsigned n) { return n == 1; },
				    order::acquire);
		K::require(vma->vm_flags.load() == 0, "R-12",
			   "a reader saw a writer's change");
		vma_end_read(vma);
	}

	void reader(unsigned i)
	{
		if (i == 0) {
			holder();
			return;
		}
		if (bound.writers > 0)
			vma_await_waiter(vma);
		bool locked = vma_read_trylock(space.mm, vma);
		K::require(!locked || bound.writers == 0, "R-26",
			   "a reader got in although a writer waits");
		if (locked)
			vma_end_read(vma);
		tried.store(1, order::release);
	}

	void after()
	{
		space.shut_down();
	}
};

} // namespace vmalock::cases

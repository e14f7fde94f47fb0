// SPDX-License-Identifier: MIT
// The machine and the address space that a case runs in.
#pragma once

#include "impl/lock_concept.h"

namespace vmalock::cases
{

/* vm_flags that cases use. */
inline constexpr unsigned long VM_CHANGED = 1;
inline constexpr unsigned long VM_UNMAPPED = 2;
inline constexpr unsigned long VM_FOREIGN = 4;

template <class K, class L>
struct address_space {
	static_assert(impl::vma_lock<K, L>,
		      "the implementation lacks an operation of "
		      "impl/lock_concept.h");
	using machine = kernel::machine<K, L>;
	using mm_struct = kernel::mm_struct<K, L>;
	using vm_area_struct = kernel::vm_area_struct<K, L>;

	machine *host;
	mm_struct *mm;

	void boot()
	{
		host = K::template alloc<machine>();
		mm = mm_alloc(host);
	}

	/* Unmaps what is mapped. Objects that are not freed now leaked. */
	void shut_down()
	{
		mmput(mm);
		halt(host);
	}
};

} // namespace vmalock::cases

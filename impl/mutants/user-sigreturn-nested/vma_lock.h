// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-7.0: whose sigreturn reads user memory under the mmap lock
// (before 9874b2917b9f).
#pragma once

#include "harness/kernel/remote.h"
#include "impl/refcnt-7.0/vma_lock.h"

namespace vmalock::impl::user_sigreturn_nested
{

struct lock : refcnt_7_0::lock {
};

template <class L>
concept version = refcnt_7_0::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"sigreturn_faults", "planted", "deadlock", "refcnt-7.0"},
};

inline constexpr ImplInfo info = {
	.name = "user-sigreturn-nested",
	.kernel = "7.0, changed",
	.commit = "-",
	.idea = "refcnt-7.0 whose sigreturn reads user memory under the "
		"mmap lock (before 9874b2917b9f)",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
bool shstk_pop_sigframe(mm_struct<K, L> *mm, unsigned long address)
{
	mmap_read_lock(mm);
	bool mapped = mas_find(&mm->mm_mt, address) != nullptr;
	bool popped = mapped && copy_from_user(mm, address);
	mmap_read_unlock(mm);
	return popped;
}

} // namespace vmalock::impl::user_sigreturn_nested

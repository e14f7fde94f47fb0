// Mutant of refcnt-6.18 (B-25): the lookup looks at a vma after
// vma_start_read() failed, and with that left the RCU section.
#pragma once

#include "impl/refcnt-6.18/vma_lock.h"

namespace vmalock::impl::refcnt_use_after_fail
{

struct lock : refcnt_6_18::lock {
};

template <class L>
concept version = refcnt_6_18::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"detach_waits", "B-25", "data race|use after free", "refcnt-6.18"},
};

inline constexpr ImplInfo info = {
	.name = "refcnt-use-after-fail",
	.kernel = "6.18, changed",
	.commit = "-",
	.idea = "refcnt-6.18 whose lookup looks at a vma it has lost",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L>
vm_area_struct<K, L> *lock_vma_under_rcu(mm_struct<K, L> *mm,
					 unsigned long address)
{
	unsigned retries = lookup_retries;
	auto mas = MA_STATE(&mm->mm_mt, address);

	for (;;) {
		K::rcu_read_lock();
		auto found = mas_walk(&mas);
		if (!found) {
			K::rcu_read_unlock();
			return nullptr;
		}

		auto vma = vma_start_read(mm, found);
		if (IS_ERR(vma) && PTR_ERR(vma) == -EAGAIN) {
			/* The mutant: it may be gone by now. */
			if (address < found->vm_start.load())
				return nullptr;
			count_vma_lock_miss(mm->host);
			/* The node may be gone: RCU was dropped. */
			mas_set(&mas, address);
			/* harness: the kernel retries without a limit. */
			if (retries-- == 0)
				return nullptr;
			continue;
		}
		if (!vma)
			return nullptr;

		/* The count keeps the vma from here on. */
		K::rcu_read_unlock();
		if (address < vma->vm_start.load() ||
		    address >= vma->vm_end.load()) [[unlikely]] {
			vma_end_read(vma);
			return nullptr;
		}
		return vma;
	}
}

} // namespace vmalock::impl::refcnt_use_after_fail

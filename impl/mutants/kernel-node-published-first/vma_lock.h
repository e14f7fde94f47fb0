// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Mutant of refcnt-7.0: whose tree publishes a node before it is filled.
#pragma once

#include "impl/refcnt-7.0/vma_lock.h"

namespace vmalock::impl::kernel_node_published_first
{

struct lock : refcnt_7_0::lock {
};

template <class L>
concept version = refcnt_7_0::version<L> && std::derived_from<L, lock>;

inline constexpr KnownBug known_bugs[] = {
	{"lookup_retries", "planted", "uninitialised read|data race",
	 "refcnt-7.0"},
};

inline constexpr ImplInfo info = {
	.name = "kernel-node-published-first",
	.kernel = "7.0, changed",
	.commit = "-",
	.idea = "refcnt-7.0 whose tree publishes a node before it is "
		"filled",
	.sites = lock::sites,
	.known_bugs = known_bugs,
	.mutant = true,
};

template <kernel_platform K, version L, class Node>
void mas_copy_and_publish(vma_tree<K, vm_area_struct<K, L>> *tree, Node old,
			  maple_node<K, vm_area_struct<K, L>> *node,
			  Where where)
{
	rcu_assign_pointer(tree->root, node, kernel::at<"mas_replace">, where);
	for (unsigned long page = 0; page < tree_pages; ++page)
		node->slot[page].store(
			old->slot[page].load(kernel::at<"mas_find">, where),
			kernel::at<"mas_copy">, where);
}

} // namespace vmalock::impl::kernel_node_published_first

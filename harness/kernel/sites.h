// SPDX-License-Identifier: GPL-2.0-only OR MIT
// The rows of the kernel facilities (rw_semaphore, spinlock, rcuwait, mm, tree,
// slab). They come first in every program's flat ordering table, so that a
// proposal or a mutant can change them like the lock's own.
//
// Orderings: Documentation/atomic_t.txt, refcount-vs-atomic.rst,
// kernel/locking/rwsem.c, kernel/exit.c (rcuwait), lib/maple_tree.c.
#pragma once

#include <array>

#include "harness/platform/site.h"

namespace vmalock::kernel {

inline constexpr std::array sites = {
    // rw_semaphore
    SiteRow{"down_read_trylock", Primitive::rmw_if, Ordering::acquire,
            "up_write, downgrade_write",
            "the section must not start before the lock is held"},
    SiteRow{"down_read", Primitive::rmw_if, Ordering::acquire,
            "up_write, downgrade_write",
            "the section must not start before the lock is held"},
    SiteRow{"down_read_slow", Primitive::await, Ordering::acquire,
            "up_write, downgrade_write",
            "smp_load_acquire of waiter->task: a waker gave the lock"},
    SiteRow{"down_write", Primitive::rmw_if, Ordering::acquire,
            "up_read, up_write",
            "the section must not start before the lock is held"},
    SiteRow{"down_write_slow", Primitive::rmw_if, Ordering::acquire,
            "up_read, up_write", "as down_write, after a sleep"},
    SiteRow{"up_read", Primitive::rmw, Ordering::release, "down_write",
            "the section must end before a writer gets in"},
    SiteRow{"up_write", Primitive::rmw, Ordering::release,
            "down_read, down_read_trylock, down_write",
            "the section must end before the next one gets in"},
    SiteRow{"downgrade_write", Primitive::rmw, Ordering::release,
            "down_read, down_read_trylock",
            "the writer's stores must be visible to readers that join"},
    SiteRow{"rwsem_wake", Primitive::rmw_if, Ordering::relaxed,
            "down_read_slow, down_write_slow",
            "the waker works on the wait list after its RMW: the lock must "
            "still exist. That RMW's release reaches who is woken"},
    SiteRow{"rwsem_del_waiter", Primitive::rmw_if, Ordering::relaxed, "-",
            "a killed waiter leaves: it has read nothing under the lock"},
    SiteRow{"rwsem_is_locked", Primitive::load, Ordering::relaxed, "-",
            "assertions only: a necessary condition"},
    // spinlock
    SiteRow{"spin_lock", Primitive::rmw_if, Ordering::acquire, "spin_unlock",
            "the section must not start before the lock is held"},
    SiteRow{"spin_unlock", Primitive::store, Ordering::release, "spin_lock",
            "the section must end before the next one gets in"},
    // rcuwait and task wake-up
    SiteRow{"rcuwait_set_task", Primitive::store, Ordering::release,
            "rcuwait_task",
            "rcu_assign_pointer. Unneeded: a task is complete before it runs, "
            "so relaxed would do"},
    SiteRow{"rcuwait_set_state", Primitive::store, Ordering::relaxed,
            "wake_up_process", "ordered by rcuwait_wait_mb"},
    SiteRow{"rcuwait_wait_mb", Primitive::fence, Ordering::mb,
            "rcuwait_wake_mb",
            "waiter and state are stored before the condition is tested, or "
            "the wake-up is lost"},
    SiteRow{"schedule", Primitive::await, Ordering::relaxed, "wake_up_process",
            "the condition is tested again, after rcuwait_wait_mb"},
    SiteRow{"rcuwait_finish_state", Primitive::store, Ordering::relaxed, "-",
            "the task runs; a late wake-up is spurious"},
    SiteRow{"rcuwait_finish_task", Primitive::store, Ordering::relaxed, "-",
            "NULL publishes nothing"},
    SiteRow{"rcuwait_wake_mb", Primitive::fence, Ordering::mb,
            "rcuwait_wait_mb",
            "the condition is stored before the waiter is looked up, or the "
            "wake-up is lost"},
    SiteRow{"rcuwait_task", Primitive::load, Ordering::relaxed,
            "rcuwait_set_task",
            "rcu_dereference; nothing of a task changes after its start but "
            "its state"},
    SiteRow{"signal_pending", Primitive::load, Ordering::relaxed, "send_signal",
            "ordered by rcuwait_wait_mb"},
    SiteRow{"send_signal", Primitive::store, Ordering::relaxed,
            "signal_pending", "ordered by signal_mb"},
    SiteRow{"signal_mb", Primitive::fence, Ordering::mb, "rcuwait_wait_mb",
            "the signal is pending before the task is woken, or it sleeps on"},
    SiteRow{"set_blocked_on", Primitive::store, Ordering::relaxed,
            "signal_blocked_on", "ordered by blocked_on_mb"},
    SiteRow{"blocked_on_mb", Primitive::fence, Ordering::mb, "signal_mb",
            "a sleeper can be found before it looks for a signal, or it "
            "sleeps on. set_current_state"},
    SiteRow{"signal_blocked_on", Primitive::load, Ordering::relaxed,
            "set_blocked_on", "ordered by signal_mb"},
    SiteRow{"signal_wake_waiter", Primitive::rmw_if, Ordering::relaxed,
            "down_read_slow, down_write_slow",
            "only wakes: nothing is passed on"},
    SiteRow{"wake_up_process", Primitive::store, Ordering::relaxed, "schedule",
            "ordered by rcuwait_wake_mb. The kernel's is stronger (p->pi_lock "
            "and a full barrier)"},
    // vma tree
    SiteRow{"mas_root", Primitive::load, Ordering::addr, "mas_replace",
            "rcu_dereference of the node: the address dependency orders the "
            "accesses to the node"},
    SiteRow{"mas_walk", Primitive::load, Ordering::addr, "mas_store",
            "rcu_dereference of a tree slot: the address dependency orders "
            "the accesses to the vma"},
    SiteRow{"mas_store", Primitive::store, Ordering::release, "mas_walk",
            "rcu_assign_pointer: the vma is complete before it can be found"},
    SiteRow{"mas_replace", Primitive::store, Ordering::release, "mas_root",
            "rcu_assign_pointer: the node is complete before it can be found"},
    SiteRow{"mas_copy", Primitive::store, Ordering::relaxed, "-",
            "nobody can find the node yet"},
    SiteRow{"mt_destroy", Primitive::store, Ordering::relaxed, "mas_root",
            "NULL publishes nothing; plain would do where nobody walks"},
    SiteRow{"mas_find_root", Primitive::load, Ordering::relaxed, "-",
            "walk under the mmap lock: no store is concurrent"},
    SiteRow{"mas_find", Primitive::load, Ordering::relaxed, "-",
            "walk under the mmap lock: no store is concurrent"},
    // vm_flags
    SiteRow{"vm_flags_load", Primitive::load, Ordering::relaxed,
            "vm_flags_set_bit",
            "vm_flags_set: the lock alone orders it after the bits that "
            "readers set (B-20). Plain in the kernel"},
    SiteRow{"vm_flags_store", Primitive::store, Ordering::relaxed, "-",
            "vm_flags_set: the lock alone orders it. Plain in the kernel"},
    SiteRow{"vm_flags_set_bit", Primitive::rmw, Ordering::relaxed,
            "vm_flags_load", "set_bit: atomic, and orders nothing"},
    // users: anon_vma and uprobes
    SiteRow{"anon_vma_load", Primitive::load, Ordering::acquire,
            "anon_vma_set, anon_vma_dup",
            "what it leads to is complete: the kernel's address dependency"},
    SiteRow{"anon_vma_set", Primitive::rmw_if, Ordering::release,
            "anon_vma_load", "complete before readers of the vma find it"},
    SiteRow{"anon_vma_dup", Primitive::store, Ordering::release,
            "anon_vma_load",
            "complete before it is found. Unneeded: the write lock orders it"},
    SiteRow{"anon_vma_clear", Primitive::store, Ordering::relaxed, "-",
            "under the vma write lock; NULL publishes nothing"},
    SiteRow{"uprobe_old", Primitive::load, Ordering::relaxed, "-",
            "only holders of the mmap write lock store it"},
    SiteRow{"uprobe_set_offset", Primitive::store, Ordering::relaxed,
            "uprobe_offset", "a speculation that sees it half is told so"},
    SiteRow{"uprobe_publish", Primitive::store, Ordering::release,
            "uprobe_probe", "complete before it can be found"},
    SiteRow{"uprobe_offset", Primitive::load, Ordering::relaxed,
            "uprobe_set_offset", "checked by the speculation's retry"},
    SiteRow{"uprobe_probe", Primitive::load, Ordering::addr, "uprobe_publish",
            "rcu_dereference: the address dependency orders the accesses to "
            "the probe"},
    // slab
    SiteRow{"slab_alloc", Primitive::rmw_if, Ordering::acquire, "slab_free",
            "the allocator orders the free of an object before its reuse"},
    SiteRow{"slab_free", Primitive::rmw_if, Ordering::release, "slab_alloc",
            "the allocator orders the free of an object before its reuse"},
    SiteRow{"slab_shrink", Primitive::rmw, Ordering::acquire, "slab_free",
            "the allocator orders the free of an object before its page's. "
            "Unneeded under lkmm: the grace period is a full barrier"},
    SiteRow{"slab_destroy", Primitive::load, Ordering::relaxed, "-",
            "nobody else uses the cache any more"},
    // mm life time
    SiteRow{"mmgrab", Primitive::rmw, Ordering::relaxed, "-",
            "the caller holds a reference already"},
    SiteRow{"mmdrop", Primitive::rmw, Ordering::seq_cst, "mmdrop",
            "atomic_dec_and_test: all uses come before the free. acq_rel would "
            "do"},
    SiteRow{"mmget", Primitive::rmw, Ordering::relaxed, "-",
            "the caller holds a reference already"},
    SiteRow{"mmget_not_zero", Primitive::rmw_if, Ordering::seq_cst, "mmput",
            "atomic_inc_not_zero. Unneeded: what a user looks at has locks of "
            "its own"},
    SiteRow{"mmput", Primitive::rmw, Ordering::seq_cst, "mmput",
            "atomic_dec_and_test: all uses come before exit_mmap. acq_rel "
            "would do"},
};

template <FixedString Name>
inline constexpr auto at = site<sites, Name, 0>;

}  // namespace vmalock::kernel

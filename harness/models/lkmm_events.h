// SPDX-License-Identifier: MIT
// The events of the Linux-kernel memory model, their sets and base relations:
// what linux-kernel.bell and lock.cat of tools/memory-model (Linux 7.2) define
// before the model itself begins.
//
// One Execution event becomes:
//  - a load, a store: one event;
//  - an rmw: two, R* and W*, related by rmw. Those of a fully ordered one are
//    in Mb. The model orders what is before R* with it and what is after W*,
//    and all that they have between them, as if there were an F[mb] on either
//    side; with the model of Linux 6.12 herd7 makes these two (variant lkmmv1);
//  - a lock is LKR and LKW, an unlock UL. A spin_trylock that failed and a
//    spin_is_locked are loads without ordering. That they and the locks read
//    and are ordered as lock.cat has it follows from coherence and atomicity,
//    because a lock holds 0 or 1 and taking it is an rmw that reads 0;
//  - an initialising write: none. It comes first in co and is read from, so no
//    edge of the model leads to it: it is on no cycle and in no race. What
//    follows it in co is in fr of those who read it;
//  - rcu_read_lock and its like: one event. Those of SRCU are no accesses here:
//    which value the index has is of no consequence;
//  - a fence: none. A fence occurs in the model only as what two events have
//    between them (fencerel) or at an end of po, where the event before it that
//    is related does as well.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <vector>

#include "harness/base/bitrel.h"
#include "harness/graph/execution.h"
#include "harness/models/model.h"

namespace vmalock::models::linux_kernel {

enum class Fence : std::uint8_t {
  rmb,
  wmb,
  mb,
  around_rmw,  ///< before R*, and after W*, of a fully ordered rmw
  before_atomic,
  after_atomic,
  after_spinlock,
  after_unlock_lock,
  after_srcu_read_unlock,
  barrier,
};

/// Events that Events makes of an execution.
std::size_t event_count(const graph::Execution& x);

template <std::size_t words>
struct Events {
  using Set = BasicEventSet<words>;
  using Relation = BasicRelation<words>;

  explicit Events(const graph::Execution& x);

  std::size_t n;  ///< number of events

  Set all;
  Set R, W, M;
  Set Acquire, Release, Noreturn;
  Set RMW;           ///< accesses of atomics, a failed one's R* too; not locks
  Set Mb;            ///< R* and W* of fully ordered atomics
  Set LKR, LKW, UL;  ///< locks: read and write of a lock, unlock
  Set Rcu_lock, Rcu_unlock, Sync_rcu;
  Set Srcu_lock, Srcu_unlock, Sync_srcu;
  Set Plain, Marked;  ///< Marked: all that is not Plain

  Relation po, loc, po_loc;
  Relation int_;  ///< same thread
  Relation ext;   ///< different threads
  Relation rf, rfe, rfi, co, fr;
  Relation rmw;
  Relation rcu_rscs, srcu_rscs;  ///< matching locks and unlocks
  /// Dependencies, those carried through accesses of the same thread included.
  Relation addr, data, ctrl;

  /// Events with one of these fences between them.
  Relation fencerel(std::initializer_list<Fence> kinds) const;
  /// Number of the Execution's event.
  EventId event_id(std::size_t event) const { return ids_[event]; }

 private:
  struct Between {
    Fence kind;
    Set before, after;
  };

  std::vector<EventId> ids_;
  std::vector<Between> fences_;
  /// By Execution event: its first event here; an rmw has the next one too.
  std::vector<std::size_t> first_;

  void add_event(const graph::ExecutionEvent& e, std::size_t first);
  void add_thread(const graph::Execution& x, std::size_t begin,
                  std::size_t end);
  void add_fence(const graph::ExecutionEvent& e, std::size_t event,
                 std::size_t thread_begin, std::size_t thread_end);
  void add_locations(const graph::Execution& x);
  void add_communication(const graph::Execution& x);
  void add_dependencies(const graph::Execution& x);
  void match_rcu(const graph::Execution& x);
};

}  // namespace vmalock::models::linux_kernel

// SPDX-License-Identifier: MIT
// Paths of program order and reads-from through an execution, for load
// buffering (promises.h): what is before a write, where a path leaves a read's
// thread, and which paths happens-before follows as well.
//
// A path comes into a thread by a marked read. A plain read of another thread's
// write is a race, or goes beside marked accesses that order it.
#pragma once

#include <utility>
#include <vector>

#include "harness/explore/model/lkmm/edges.h"
#include "harness/explore/search/learnt.h"
#include "harness/explore/search/state.h"

namespace vmalock::explore {

class Paths {
 public:
  explicit Paths(const State& state) : state_(state), graph_(state.graph) {}

  /// To be called for each execution, before the others.
  void find_entries();

  /// What is before `w`: of each thread, the events up to an index. Not by way
  /// of the sources of promised reads before `r`.
  graph::Clock reaching(Slot w, const Event& r) const;
  /// A read of another thread sees a write that is not ordered after the read
  /// `r` in its thread; it is among the events `before`, if that is not null.
  /// `whatever_fails`: in every execution in which the two are there; else in
  /// this one, in which `r` has its source.
  bool leave(Slot r, const graph::Clock* before, bool whatever_fails);
  /// `r` is before `w` by local order and reads-from: if it read `w`, that were
  /// a cycle of happens-before.
  /// `by_value`: by what the values are computed from, and nothing else.
  bool lead_in_order(Slot r, Slot w, bool by_value = false);
  /// A write, or an RMW that might write, follows the read `r` in its thread,
  /// and nothing local orders it after `r`: a path could leave there.
  bool could_leave(Slot r) const;
  /// There might be a path from the thread of the read `r`, behind it, to the
  /// write `w`, if reads that `w` does not depend on saw other writes.
  bool may_lead(Slot r, Slot w);
  /// How what `w` writes is computed.
  Learnt::Ways ways(Slot w, const Learnt& learnt);

 private:
  const State& state_;
  const Graph& graph_;
  /// Marked reads of other threads' writes, promised ones included; and joins.
  std::vector<Slot> entries_;
  /// By location: the threads that read it by a marked access, as a bit mask.
  std::vector<std::uint32_t> readers_;
  /// By slot: the index of the last full fence before the event in its thread
  /// that is one whatever the reads see; 0: there is none.
  std::vector<graph::Index> fences_;
  // For happens_before(): reads, by thread; and those that carry a dependency.
  EventSets after_, carried_;
  // For lead_in_order(): writes, and whether their own thread reads them.
  std::vector<std::pair<Slot, bool>> todo_;
  std::vector<bool> seen_;
  std::vector<Slot> promised_;  ///< that a value is computed from

  void find_promised(Slot w);

  void find_fences();
  bool happens_before(Slot r, Slot w);
  bool follow(Slot s);
  bool is_after(Slot w) const;
  bool is_fenced(Slot r, Slot w, bool whatever_fails) const;
  bool is_edge(const Event& x, const Event& r) const;
  void find_needed(Slot w);
  bool enters_again(Slot r, Slot w) const;
  bool ordered_locally(Slot r, Slot w, bool whatever_fails) const;
  bool orders(Slot r, Slot w) const;
  bool feeds(Slot r, Slot w) const;
};

/// What follows the access in its thread is ordered after it.
bool orders_what_follows(Ordering o);
/// A conditional RMW: it orders by its success or by its failure.
bool may_fail(const Label& label);
/// The order in which an execution's reads are promised or not.
bool is_before(const Event& a, const Event& b);

}  // namespace vmalock::explore

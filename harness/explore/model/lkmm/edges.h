// SPDX-License-Identifier: MIT
// What comes directly before an event under lkmm, judged by the event alone,
// for decisions without the model's matrices. Two relations:
//
//   possible  rf, co, fr, and each pair of a thread's events that an axiom
//             could use (RCU's: rcu.cc adds what it needs). There may be more
//             edges than the model has, never fewer: where they close no cycle
//             no axiom is broken. In program order:
//               acquires and full fences  with everything after them
//               releases and full fences  with everything before them
//               smp_rmb (smp_wmb)         with loads (stores) on both sides
//               dependencies              address, data, control; of a free
//                                         before smp_wmb with that fence
//               the same location         whatever the two are
//             Full are smp_mb, grace periods, fully ordered RMWs; and to be
//             safe fences whose effect depends on their neighbours, such as
//             smp_mb__before_atomic, locks, unlocks, spawns and joins.
//   certain   rf, co and fr of marked accesses, and pairs with a full fence
//             between them: a cycle breaks coherence or propagation (pb).
#pragma once

#include <array>

#include "harness/explore/search/state.h"

namespace vmalock::explore {

/// Events, by thread.
using EventSets = std::array<Reads, graph::max_threads>;

class Edges {
 public:
  explicit Edges(const State& state);

  /// What is before the event directly is added to `below`.
  void possible(Slot s, EventSets& below) const;
  void certain(Slot s, EventSets& below) const;

 private:
  const State& state_;
  const Graph& graph_;
  EventSets loads_{}, stores_{};
  EventSets acquires_{}, rmbs_{}, wmbs_{};
  EventSets full_{};  ///< full fences, and RMWs that have them around

  void classify(const Event& e);
  Reads frees_before(const Event& wmb) const;
  void add(Slot s, EventSets& below) const;
  void add_communication(const Event& e, bool with_plain,
                         EventSets& below) const;
};

}  // namespace vmalock::explore

// SPDX-License-Identifier: MIT
// Which accesses are ordered for certain, by clocks alone.
#pragma once

#include "harness/explore/model/lkmm/dependencies.h"
#include "harness/explore/run/run.h"

namespace vmalock::explore {

class ClockOrder {
 public:
  ClockOrder(Run& run, const State& state)
      : run_(run), state_(state), graph_(state.graph) {}

  bool accesses_are_ordered();
  bool lives_are_ordered() const;
  bool is_ordered(const graph::LocationState& l);
  /// The two race, and that is a note, no error: it is in the result now
  /// (Options::plain_stores_are_atomic).
  bool tolerates(Slot a, Slot b);
  bool is_ordered(const Lifetime& life, Slot access) const;
  bool knows(Slot e, unsigned thread, graph::Index events, bool stores) const;

 private:
  Run& run_;
  const State& state_;
  const Graph& graph_;

  bool is_ordered(Slot s, Slot last);
  bool is_told(const Reads& reads, unsigned of, unsigned thread,
               graph::Index events) const;
  bool waits_for_section(const Event& access, unsigned thread,
                         graph::Index after) const;
  graph::Clock cumulative(const Block* known, unsigned thread) const;
};

/// The axiom `rcu` holds for certain (rcu.cc).
bool keeps_rcu_law(const State& state);

}  // namespace vmalock::explore

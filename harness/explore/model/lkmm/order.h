// Which accesses are ordered for certain, by clocks alone.
#pragma once

#include "harness/explore/model/lkmm/dependencies.h"

namespace vmalock::explore {

class ClockOrder {
 public:
  explicit ClockOrder(const State& state)
      : state_(state), graph_(state.graph) {}

  bool accesses_are_ordered() const;
  bool lives_are_ordered() const;
  bool is_ordered(const graph::LocationState& l) const;
  bool is_ordered(const Lifetime& life, Slot access) const;
  bool knows(Slot e, unsigned thread, graph::Index events, bool stores) const;

 private:
  const State& state_;
  const Graph& graph_;

  bool is_ordered(Slot s, Slot last) const;
  bool is_told(const Reads& reads, unsigned of, unsigned thread,
               graph::Index events) const;
  bool waits_for_section(const Event& access, unsigned thread,
                         graph::Index after) const;
  graph::Clock cumulative(const Block* known, unsigned thread) const;
};

/// The axiom `rcu` holds for certain (rcu.cc).
bool keeps_rcu_law(const State& state);

}  // namespace vmalock::explore

// SPDX-License-Identifier: MIT
// Labels of RCU's events. Their one location, of the explorer's own, numbers
// the grace periods; its cells never meet the program's.
#pragma once

#include "harness/explore/search/state.h"

namespace vmalock::explore {

inline Location grace_location(State& state) {
  if (!state.model.grace_location) {
    const Location l = state.graph.add_location(8, "grace periods");
    state.graph.location(l).internal = true;
    state.graph.set_initial(l, true, 0);
    state.model.grace_location = l;
  }
  return *state.model.grace_location;
}

/// The number of the SRCU domain of an event of RCU; 0: none, it is RCU's own.
inline unsigned srcu_domain(const Label& label) {
  return static_cast<unsigned>(label.operand);
}

/// Its index, which has one value, carries a dependency to the unlock.
inline bool is_srcu_lock(const Label& label) {
  return label.op == Op::rcu_lock && srcu_domain(label) != 0;
}

inline Label rcu_label(State& state, Op op, Ordering order,
                       const Access& access) {
  Label label;
  label.op = op;
  label.order = label.failure = order;
  label.location = grace_location(state);
  label.site = access.site;
  label.where = access.where;
  return label;
}

}  // namespace vmalock::explore

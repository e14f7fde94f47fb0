// SPDX-License-Identifier: MIT
// Whether a thread that waits can go on.
#pragma once

#include "harness/explore/run/effect.h"

namespace vmalock::explore {

/// The wait that the thread stands at would end by the newest value.
inline bool wait_is_over(const State& state, const ThreadData& t) {
  if (t.state == ThreadStatus::joining)
    return state.threads[t.joined].state == ThreadStatus::finished;
  if (t.state != ThreadStatus::waiting) return false;
  const Slot newest = state.graph.co_last(t.wait_label->location);
  return !effect(state.graph, *t.wait_label, *t.wait_functions,
                 state.graph.value(newest))
              .blocks;
}

}  // namespace vmalock::explore

// SPDX-License-Identifier: MIT
// What the events of a thread depend on, as lkmm has it.
#pragma once

#include "harness/explore/search/state.h"

namespace vmalock::explore {

/// The newest event of the thread where it stands, if that is a read.
Reads last_read(const Graph& graph, unsigned thread, const ThreadData& t);

/// What the RMW writes depends on what it reads.
bool computes(const State& state, Slot rmw);

/// The write that the read learns from: another thread's, the initial one, or
/// none. The model has no rfi in hb, so what an own RMW has been told, a read
/// of its store is not; unless the stored value depends on the one that was
/// read (ppo: dep ; rfi).
Slot told_by(const State& state, const Event& e);

/// The begin or the end of an object's life.
struct Lifetime {
  std::uint32_t object = ~0u;
  std::int32_t event = -1;  ///< of the described execution
  bool ends = false;
  unsigned thread = 0;
  graph::Index after = 0;  ///< events of the thread
  Reads reads;             ///< what a free depends on
};

/// The begin or the end of a life that the thread has logged.
Lifetime life_of(const State& state, unsigned thread, const LogEntry& entry);

/// The thread waits for ever inside a read section.
bool is_stuck_in_section(const ThreadData& t);

}  // namespace vmalock::explore

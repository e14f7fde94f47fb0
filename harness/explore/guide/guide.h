// SPDX-License-Identifier: MIT
// How a search goes: which thread next, and which way an event is added.
// Exhaustive search takes the maximal way and leaves the others for later;
// sampling, replay and the estimate pick one.
#pragma once

#include <memory>

#include "harness/explore/run/run.h"
#include "harness/explore/search/state.h"

/// Where a debugger stops a replay: at the last event, in the thread's code.
extern "C" void vmalock_replay_stop();

namespace vmalock::explore {

class Explorer;

class Guide {
 public:
  explicit Guide(bool stands) : one_at_a_time(stands) {}
  virtual ~Guide() = default;

  /// The main loop.
  virtual void explore() = 0;

  // ---- which thread next
  /// Threads stand in front of each new event until they are told to go on.
  const bool one_at_a_time;
  /// Leaves the running thread standing in front of its next event.
  virtual void stand(ThreadStatus) {}

  // ---- which way first
  /// The new read's source.
  virtual void choose_source(Slot s, const Functions& functions) = 0;
  /// The new write's place in coherence.
  virtual void choose_place(Slot s) = 0;
  /// A value below `count` for a new event that chooses.
  virtual Value choose_value(Slot s, std::size_t count) = 0;
  /// A write has been added and checked.
  virtual void added(Slot) {}
  /// The next new event is the last one of a replay: a debugger stops there.
  bool is_last_step = false;
};

/// The guide of Options::mode.
std::unique_ptr<Guide> make_guide(Explorer& explorer);

}  // namespace vmalock::explore

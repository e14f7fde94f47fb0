// How a search goes: which thread next, and which way an event is added.
// Exhaustive search takes the maximal way and leaves the others for later;
// sampling, replay and the estimate pick one.
#pragma once

#include <memory>

#include "harness/explore/run/run.h"
#include "harness/explore/search/state.h"

namespace vmalock::explore {

class Explorer;

class Guide {
 public:
  virtual ~Guide() = default;

  /// The main loop.
  virtual void explore() = 0;

  // ---- which thread next
  /// Threads stand in front of each new event until they are told to go on.
  virtual bool one_at_a_time() const { return false; }
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
  /// A replay stops here for the debugger.
  virtual void on_new_event() {}
};

/// The guide of Options::mode.
std::unique_ptr<Guide> make_guide(Explorer& explorer);

}  // namespace vmalock::explore

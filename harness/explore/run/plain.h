// SPDX-License-Identifier: MIT
// Shadow state of plain cells: their values, and the clocks that detect races
// (FastTrack, Flanagan and Freund, PLDI 2009, with full clocks).
//
// Plain accesses are not in the graph: in a program without races a plain read
// has one possible source. What the threads did locally is kept in one log a
// thread, from which a replayed thread takes the values of its plain reads.
// An entry that follows n events of its thread is in the past of an event e
// exactly if hb(e) holds more than n events of the thread; clocks of cells
// store n + 1, so that plain comparison answers the question.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "harness/explore/runtime.h"
#include "harness/graph/clock.h"

namespace vmalock::explore {

enum class LocalAction : std::uint8_t {
  load,
  store,
  create_location,
  create_plain,
  allocate,
  release,
};

/// One local action of a thread, with what is needed to take it back.
struct LogEntry {
  LocalAction action = LocalAction::load;
  std::uint32_t id = 0;       ///< cell, location or object
  graph::Index mark = 0;      ///< events of the thread so far, + 1
  graph::Index old_mark = 0;  ///< of the same thread and cell
  Value value = 0;
  Value old_value = 0;
  std::uint64_t sequence = 0;
  std::uint64_t old_sequence = 0;
  Access access;

  /// The begin or end of an object's life.
  bool is_life() const {
    return action == LocalAction::allocate || action == LocalAction::release;
  }
};

struct PlainState {
  const char* name = "";
  bool initialised = false;
  Value initial = 0;
  std::uint32_t object = ~0u;
  graph::Clock written, read;  ///< marks of each thread's last access
  struct Last {
    Value value = 0;
    std::uint64_t sequence = 0;
  };
  std::array<Last, graph::max_threads> last;  ///< each thread's last store
};

/// The value that a read sees: the last store, or the initial value.
struct PlainValue {
  bool known = false;
  Value value = 0;
};
PlainValue current_value(const PlainState& cell, unsigned threads);

}  // namespace vmalock::explore

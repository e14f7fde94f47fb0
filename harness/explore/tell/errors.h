// SPDX-License-Identifier: MIT
// Errors of the program under test: where they are reported.
#pragma once

#include <optional>
#include <string>

#include "harness/explore/run/run.h"
#include "harness/explore/search/state.h"

namespace vmalock::explore {

class MemoryModel;
class Threads;

/// The accesses of a data race, the reported one second: events, or the first
/// one a plain access (the second one is then the offence).
struct Conflict {
  Slot first = graph::no_slot;
  Slot second = graph::no_slot;
  unsigned thread = ~0u;
  const LogEntry* local = nullptr;
  bool is_local(unsigned t, const LogEntry& x) const {
    return t == thread && &x == local;
  }
};

class Errors {
 public:
  Errors(Run& run, State& state, Threads& threads, const MemoryModel& model)
      : run_(run), state_(state), runner_(threads), model_(model) {}

  /// An error of the program: ends the exploration. Comes back only if no
  /// thread is running.
  void report(ErrorKind kind, std::string message, const Access& access);
  [[noreturn]] void fail(ErrorKind kind, std::string message,
                         const Access& access);
  /// The thread did something else at this event when it was run again.
  [[noreturn]] void nondeterministic(const Event& e, const Access& access);
  /// No thread can move: do some wait for ever?
  void check_deadlock();

  // ---- for the trace
  void set_conflict(const Conflict& conflict) { conflict_ = conflict; }
  /// The plain access that is checked next: if it is an error, the trace ends
  /// with it.
  void offend(LocalAction action, std::uint32_t id, Value value,
              const Access& access);
  void forget_offence() { offence_.reset(); }
  void trace(Error& error) const;

 private:
  Run& run_;
  State& state_;
  Threads& runner_;
  const MemoryModel& model_;
  Conflict conflict_;
  std::optional<LogEntry> offence_;
};

}  // namespace vmalock::explore

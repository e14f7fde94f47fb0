// SPDX-License-Identifier: MIT
// What each thread did that is no event: local actions, in one log a thread. A
// thread that is run again takes their results from there; a choice that is
// taken back takes them back.
#pragma once

#include "harness/explore/run/run.h"
#include "harness/explore/run/threads.h"
#include "harness/explore/search/state.h"

namespace vmalock::explore {

class Log {
 public:
  Log(Run& run, State& state, Threads& threads, Errors& errors)
      : run_(run), state_(state), runner_(threads), errors_(errors) {}

  /// The next logged action of the running thread if it is being replayed.
  LogEntry* next(LocalAction action);
  LogEntry& add(LocalAction action, std::uint32_t id, const Access& access);
  /// Takes the thread's newest actions back, down to `size` of them.
  void truncate(unsigned thread, std::uint32_t size);
  void undo(unsigned thread, const LogEntry& entry);
  void redo(unsigned thread, const LogEntry& entry);
  [[noreturn]] void nondeterministic(const char* what);
  /// The running thread has done too much: its execution is no full answer.
  [[noreturn]] void cut_thread(const Access& access);

 private:
  Run& run_;
  State& state_;
  Threads& runner_;
  Errors& errors_;
};

}  // namespace vmalock::explore

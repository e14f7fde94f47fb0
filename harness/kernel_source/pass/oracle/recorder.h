// SPDX-License-Identifier: MIT
// A runtime that records: what an instrumented function does with given values,
// event by event, and what each event depends on. It implements abi.h as simply
// as possible (labels by byte, no explorer).
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "harness/base/ordering.h"
#include "harness/kernel_source/runtime/abi.h"
#include "harness/oracle/thread_runs.h"

namespace vmalock::kernel_source::oracle {

using vmalock::oracle::RunEvents;

struct RecordedEvent {
  graph::EventKind kind = graph::EventKind::fence;
  Ordering order = Ordering::relaxed;
  std::string location;       ///< its name; "" of a fence
  std::uint64_t written = 0;  ///< store, rmw
  RunEvents addr = 0, data = 0, ctrl = 0;
  bool failed = false;  ///< a compare-exchange that did not write
  const vmalock_site* site = nullptr;
};

/// A cell of the C program: memory is only an address here.
struct RecordedCell {
  std::string name;
  unsigned bytes;
};

class Recorder {
 public:
  /// The value that event number `event` reads.
  using Values =
      std::function<std::uint64_t(std::size_t event, const std::string& name)>;

  /// A run stops (by an exception) after this many events.
  static constexpr std::size_t max_events = vmalock::oracle::max_run_events;

  void add_cell(const void* address, std::string name, unsigned bytes);
  /// Forgets what was recorded and calls `function` with `argument`.
  void run(void (*function)(void*), void* argument, Values values);

  const std::vector<RecordedEvent>& events() const { return events_; }
  /// What went wrong: an access to no cell, a run without end; "" if nothing.
  const std::string& problem() const { return problem_; }
  const RecordedCell* cell_at(const void* address) const;

  /// The one that instrumented code of this thread talks to.
  static Recorder& current();

  // ---- for abi.h
  std::size_t add(RecordedEvent event);
  std::uint64_t value_of(std::size_t event);
  void keep(RunEvents reads) { kept_ |= reads; }
  RunEvents kept() const { return kept_; }
  [[noreturn]] void stop(std::string problem);

  struct Bytes {
    vmalock_label data, control;
  };
  /// Labels of private memory, by byte.
  std::map<std::uintptr_t, Bytes> memory;

 private:
  std::map<std::uintptr_t, RecordedCell> cells_;
  std::vector<RecordedEvent> events_;
  Values values_;
  RunEvents kept_ = 0;
  std::string problem_;
};

/// "R x", "W y=1 data(0) ctrl(0,1)", "U.acquire x=2", "F.mb": an event for
/// people and for golden tests.
std::string describe(const RecordedEvent& event);

}  // namespace vmalock::kernel_source::oracle

// SPDX-License-Identifier: MIT
// The graph as an Execution with dependencies, for the Linux-kernel memory
// model. It differs from canonical.cc: locations that nothing accesses are left
// out, a read section that is open ends with its thread, a thread's start and
// join are a release store and an acquire load, and the begin and end of an
// object's life may be plain stores of their own.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "harness/explore/model/lkmm/dependencies.h"
#include "harness/graph/execution.h"

namespace vmalock::explore {

/// The accesses that stand for a thread's start and its end.
struct ThreadStart {
  std::uint32_t location = ~0u;
  std::uint32_t end_location = ~0u;
  std::int32_t spawn = -1;
  std::int32_t begin = -1;
  std::int32_t end = -1;
};

/// A grace period that has ended, beside a section that never will: the store
/// that stands for its end, and the loads by which such sections know of it.
struct EndedGracePeriod {
  Slot slot = graph::no_slot;
  std::uint32_t location = ~0u;
  std::int32_t store = -1;
  std::vector<std::int32_t> loads;
};

class Described {
 public:
  explicit Described(const State& state) : state_(state), graph_(state.graph) {}

  /// `lifetimes`: with the begins and ends of lives, of a finished execution.
  void describe(bool lifetimes);
  /// Without the events, given by slot. No other may depend on them, but a
  /// promised read may have one for its source: then it has none.
  void describe_without(const std::vector<bool>& left_out);

  // ---- what describe() found
  const graph::Execution& execution() const { return execution_; }
  const std::vector<Lifetime>& lifetimes() const { return lifetimes_; }
  std::size_t events() const { return slot_of_number_.size(); }
  /// no_slot: it is none of the graph's.
  Slot slot(std::size_t event) const { return slot_of_number_[event]; }
  std::uint32_t location(Location l) const { return location_number_[l]; }

 private:
  const State& state_;
  const Graph& graph_;
  graph::Execution execution_;
  std::vector<std::int32_t> number_of_slot_;
  std::vector<Slot> slot_of_number_;
  std::vector<std::uint32_t> location_number_;
  std::vector<Lifetime> lifetimes_;
  std::vector<ThreadStart> starts_;
  std::vector<std::pair<std::int32_t, unsigned>> joins_;
  std::vector<EndedGracePeriod> ended_;  ///< if a section never ends
  const std::vector<bool>* left_out_ = nullptr;

  bool is_left_out(Slot s) const {
    return left_out_ && !Graph::is_init(s) && (*left_out_)[s];
  }
  void describe_thread(unsigned t, bool lifetimes);
  void describe_event(Slot s);
  void describe_lifetime(unsigned t, const LogEntry& entry);
  std::int32_t describe_access(unsigned t, graph::EventKind kind,
                               Ordering order, std::uint32_t location);
  std::uint32_t describe_location(Location l);
  std::uint32_t add_described_location();
  void describe_dependencies(Slot s);
  std::int32_t numbered(unsigned t, graph::Index index) const;
  // grace.cc
  void describe_ended(unsigned t, Slot grace_end);
  void describe_open_section(unsigned t);
};

}  // namespace vmalock::explore

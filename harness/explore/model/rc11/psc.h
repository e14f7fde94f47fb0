// SPDX-License-Identifier: MIT
// The check of psc (psc.cc) on graphs whose only SC events are fences: the
// common case in kernel code, where smp_mb is the one SC primitive.
#pragma once

#include <climits>
#include <cstdint>
#include <vector>

#include "harness/graph/graph.h"

namespace vmalock::explore {

class PscFences {
 public:
  explicit PscFences(const graph::Graph& graph) : g_(graph) {}

  void reset() { only_fences_ = true; }
  /// Collects the SC events. False: all are in one thread, psc has no cycle.
  bool collect();
  bool only_fences() const { return only_fences_; }
  bool acyclic();

 private:
  static constexpr int never = INT_MAX;

  const graph::Graph& g_;
  bool only_fences_ = true;
  std::vector<graph::Slot> fences_;
  std::vector<std::uint64_t> after_;  ///< psc: row i has the fences after i
  std::vector<int> before_;

  int first_after(const graph::LocationState& l, graph::Slot f) const;
  int last_before(const graph::LocationState& l, graph::Slot f) const;
  void add_eco(const graph::LocationState& l);
};

}  // namespace vmalock::explore

// SPDX-License-Identifier: MIT
// The check of psc (psc.cc) on graphs whose only SC events are fences: the
// common case in kernel code, where smp_mb is the one SC primitive.
#pragma once

#include <climits>
#include <cstdint>
#include <vector>

#include "harness/explore/search/state.h"

namespace vmalock::explore {

class PscFences {
 public:
  explicit PscFences(const State& state)
      : g_(state.graph), standing_(state.model.standing) {}

  void reset() { only_fences_ = true; }
  /// Collects the SC events. False: all are in one thread, psc has no cycle.
  bool collect();
  bool only_fences() const { return only_fences_; }
  bool acyclic();

 private:
  static constexpr int never = INT_MAX;

  const graph::Graph& g_;
  const std::vector<Standing>& standing_;
  bool only_fences_ = true;
  std::vector<graph::Slot> fences_;
  std::vector<std::uint64_t> after_;  ///< psc: row i has the fences after i
  std::vector<int> before_;

  int first_after(const graph::LocationState& l, graph::Slot f) const;
  int last_before(const graph::LocationState& l, graph::Slot f) const;
  void add_eco(const graph::LocationState& l);
};

}  // namespace vmalock::explore

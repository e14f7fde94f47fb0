// SPDX-License-Identifier: MIT
// The part of a finished execution that its judgement needs.
//
// The cost of the model grows with the cube of the number of events, and most
// accesses of a real lock are to memory that one thread uses, or that nothing
// can race on. What is left out here changes neither an axiom nor the order of
// what stays; lkmm_slice.cc says why, and lkmm_slice_test.cc compares.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "harness/graph/execution.h"
#include "harness/models/model.h"

namespace vmalock::models {

struct Slice {
  graph::Execution execution;
  std::vector<std::int32_t> whole;   ///< by its events: their old number
  std::vector<std::int32_t> number;  ///< by old number: the new one, or -1
};

/// For an execution that is coherent at each location. The events of `pairs`
/// stay. `race_free`, by location, may be shorter: the caller knows that plain
/// accesses of it do not race with any other.
void slice(const graph::Execution& x, std::span<const Race> pairs,
           const std::vector<bool>& race_free, Slice& result);

}  // namespace vmalock::models

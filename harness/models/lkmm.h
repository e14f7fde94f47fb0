// SPDX-License-Identifier: MIT
// What the explorer asks the Linux-kernel memory model beyond `Model`.
#pragma once

#include <span>
#include <vector>

#include "harness/models/model.h"

namespace vmalock::models {

/// The model without its axiom `rcu`: grace periods are strong fences and no
/// more. A graph without cycles in po | rf that is consistent in this sense
/// stays so if a read of the co-last write, or a co-last write, is added to it;
/// the full model does not have this property, which the explorer needs.
Consistency lkmm_without_rcu(const graph::Execution& x);

/// The same answer, from a slice() of the execution: it must be coherent at
/// every location that only one thread uses.
bool lkmm_allows_without_rcu(const graph::Execution& x);

/// What is asked of a finished execution that lkmm_without_rcu() allows.
struct FinalVerdict {
  bool consistent = true;  ///< with the axiom `rcu`, too
  std::vector<Race> races;
  /// Those of the pairs that are not ordered, the first event first.
  std::vector<Race> unordered;
};
/// One access of each of `pairs` is plain. They may be of different locations
/// (the end of an object's life is a plain store of its own). `race_free` as in
/// slice().
FinalVerdict lkmm_final(const graph::Execution& x, std::span<const Race> pairs,
                        const std::vector<bool>& race_free);

}  // namespace vmalock::models

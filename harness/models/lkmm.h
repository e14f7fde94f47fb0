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

struct PlainOrder {
  std::vector<Race> races;
  /// Those of the pairs that are not ordered, the first event first.
  std::vector<Race> unordered;
};
/// For a consistent execution. The accesses of `pairs` may be of different
/// locations (the end of an object's life is a plain store of its own).
PlainOrder lkmm_plain_order(const graph::Execution& x,
                            std::span<const Race> pairs);

}  // namespace vmalock::models

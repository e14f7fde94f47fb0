// SPDX-License-Identifier: MIT
// The bound of a claim: how many threads of each role, how many rounds each.
#pragma once

namespace vmalock {

struct Bound {
  unsigned readers = 1;
  unsigned writers = 1;
  unsigned rounds = 1;
  friend bool operator==(const Bound&, const Bound&) = default;
};

}  // namespace vmalock

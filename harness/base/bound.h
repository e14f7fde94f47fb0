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

/// What shows at `least` can show at `bound`.
constexpr bool reaches(const Bound& bound, const Bound& least) {
  return bound.readers >= least.readers && bound.writers >= least.writers &&
         bound.rounds >= least.rounds;
}

}  // namespace vmalock

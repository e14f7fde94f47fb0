// SPDX-License-Identifier: MIT
// Random numbers for sampling: xorshift64*, seeded through splitmix64 so that
// neighbouring seeds give unrelated sequences.
#pragma once

#include <cstddef>
#include <cstdint>

namespace vmalock::explore {

class Random {
 public:
  explicit Random(std::uint64_t seed) {
    std::uint64_t z = seed + 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    state_ = z ^ (z >> 31);
    if (state_ == 0) state_ = 1;
  }

  /// Uniform enough in [0, n).
  std::size_t below(std::size_t n) {
    state_ ^= state_ >> 12;
    state_ ^= state_ << 25;
    state_ ^= state_ >> 27;
    return static_cast<std::size_t>((state_ * 0x2545f4914f6cdd1du) >> 33) % n;
  }

 private:
  std::uint64_t state_;
};

}  // namespace vmalock::explore

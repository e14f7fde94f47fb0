// SPDX-License-Identifier: MIT
// Percentiles of many short times, in constant memory: a bucket a sixteenth of
// a power of two, so within 7 %.
#pragma once

#include <array>
#include <bit>
#include <chrono>
#include <cstdint>

namespace vmalock::bench {

class Latencies {
 public:
  void add(std::chrono::nanoseconds time) {
    const auto ns = static_cast<std::uint64_t>(time.count());
    ++buckets_[bucket_of(ns)];
    ++count_;
  }
  /// Nanoseconds, at least as long as this share of all times; 0 if none.
  double percentile(double share) const {
    std::uint64_t below = 0;
    for (unsigned i = 0; i < buckets_.size(); ++i) {
      below += buckets_[i];
      if (below > 0 &&
          static_cast<double>(below) >= share * static_cast<double>(count_))
        return static_cast<double>(end_of(i));
    }
    return 0;
  }

 private:
  static constexpr unsigned parts = 16;
  /// Below 16 ns a bucket a nanosecond.
  static unsigned bucket_of(std::uint64_t ns) {
    if (ns < parts) return static_cast<unsigned>(ns);
    const unsigned power = static_cast<unsigned>(std::bit_width(ns)) - 5;
    return parts * (power + 1) + static_cast<unsigned>(ns >> power) - parts;
  }
  /// The largest time of the bucket.
  static std::uint64_t end_of(unsigned bucket) {
    if (bucket < parts) return bucket;
    const unsigned power = bucket / parts - 1;
    return ((std::uint64_t{bucket % parts + parts} + 1) << power) - 1;
  }

  std::array<std::uint64_t, 16 * 61> buckets_{};
  std::uint64_t count_ = 0;
};

}  // namespace vmalock::bench

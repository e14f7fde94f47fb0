// SPDX-License-Identifier: MIT
// Pace: the progress of a known number of questions of unknown size.
#pragma once

#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <string>

#include "harness/report/layout.h"

namespace vmalock::study {

class Pace {
 public:
  explicit Pace(std::size_t total) : total_(total) {}

  /// "120 of 410 questions, about 8 s left": the rest at the pace so far. No
  /// guess before a tenth is done: early questions say little about late ones.
  std::string after_one_more() {
    const std::size_t done = ++done_;
    std::string text = fmt::format("{} of {} questions", done, total_);
    if (done * 10 < total_) return text;
    const double seconds =
        std::chrono::duration<double>(Clock::now() - begin_).count();
    const double left = seconds / static_cast<double>(done) *
                        static_cast<double>(total_ - done);
    return text + ", about " + duration(left) + " left";
  }

 private:
  using Clock = std::chrono::steady_clock;
  const std::size_t total_;
  const Clock::time_point begin_ = Clock::now();
  std::atomic<std::size_t> done_{0};
};

}  // namespace vmalock::study

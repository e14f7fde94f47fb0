// SPDX-License-Identifier: MIT
// Limits of a run: time, executions, a stop flag; and the progress line.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "harness/explore/explore.h"

namespace vmalock::explore {

class Limits {
 public:
  explicit Limits(const Options& options)
      : options_(options), start_(Clock::now()), reported_(start_) {}

  /// Whether to stop now; says why in `result`. Reads the clock only every so
  /// many calls.
  bool reached(Result& result) {
    if (options_.max_executions &&
        result.executions + result.blocked >= *options_.max_executions) {
      result.reason = "limit of executions";
      return true;
    }
    if (++calls_ % calls_between_looks != 0 && result.events < look_at_event_)
      return false;
    look_at_event_ = result.events + events_between_looks;
    return look(result);
  }

  /// The same, with a look at the clock.
  bool look(Result& result);

  std::string progress_line(std::uint64_t executions, std::uint64_t blocked,
                            double seconds) const;

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr std::uint64_t calls_between_looks = 64;
  /// Executions may be long: endless loops that are cut.
  static constexpr std::uint64_t events_between_looks = 50'000;

  const Options& options_;
  const Clock::time_point start_;
  Clock::time_point reported_;
  std::uint64_t calls_ = 0;
  std::uint64_t look_at_event_ = events_between_looks;
};

}  // namespace vmalock::explore

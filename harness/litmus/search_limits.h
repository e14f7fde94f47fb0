// SPDX-License-Identifier: MIT
// The limits of a test as those of the generators.
#pragma once

#include <chrono>

#include "harness/litmus/run.h"
#include "harness/oracle/brute_force.h"

namespace vmalock::litmus {

/// The time begins here.
inline oracle::BruteForceLimits search_limits(const TestLimits& limits) {
  using Clock = std::chrono::steady_clock;
  oracle::BruteForceLimits search{.candidates = limits.candidates};
  const bool may_stop = limits.stop != nullptr;
  if (!may_stop && !limits.seconds) return search;
  const auto end =
      Clock::now() + std::chrono::duration<double>(limits.seconds.value_or(0));
  search.over = [stop = limits.stop, timed = limits.seconds.has_value(), end] {
    return (stop && stop->load(std::memory_order_relaxed)) ||
           (timed && Clock::now() >= end);
  };
  return search;
}

}  // namespace vmalock::litmus

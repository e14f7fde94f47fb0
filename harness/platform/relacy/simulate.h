// SPDX-License-Identifier: MIT
// One search of Relacy over one program, in this process.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/platform/engine.h"

namespace vmalock::relacy {

struct Search {
  enum class Kind {
    random,    ///< `limit` iterations from iteration `first` on
    full,      ///< depth first over all schedules and stale reads
    preempted  ///< the same, with at most `preemptions` of a running thread
  };
  Kind kind = Kind::full;
  unsigned preemptions = 0;
  std::uint64_t first = 1;
  std::uint64_t limit = 0;  ///< iterations; 0: none
};

struct SearchEnd {
  std::uint64_t iterations = 0;
  bool finished = false;  ///< nothing is left; false: stopped by a limit
  std::optional<Error> error;
};

/// How often each tuple of observed values was seen.
using Outcomes = std::map<std::map<std::string, std::int64_t>, std::uint64_t>;

/// Stops at `deadline`, and when stop_requested is set. `progress` is called
/// with the number of iterations now and then.
SearchEnd simulate(const RunRequest& request, const Search& search,
                   std::chrono::steady_clock::time_point deadline,
                   const std::function<void(std::uint64_t)>& progress,
                   Outcomes& outcomes);

}  // namespace vmalock::relacy

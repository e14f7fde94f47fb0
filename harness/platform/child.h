// SPDX-License-Identifier: MIT
// Runs a function in a child process and brings back its text.
//
// For engines whose runs take seconds, so that a fork costs nothing: Relacy has
// one global context a process and leaks its fibres' stacks; on real threads
// nothing brings back a thread that crashed, or one that waits for a grace
// period that never ends. A child keeps all that away from the other runs.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "harness/result/run_result.h"

namespace vmalock {

struct ChildEnd {
  bool finished = false;  ///< `result` is what the function returned
  std::string result;
  /// Why not finished: "it did not stop in time and was killed".
  std::string reason;
  /// The program under test has ended the process.
  std::optional<Error> crash;
};

using ChildProgress = std::function<void(const std::string&)>;

struct ChildLimits {
  using Clock = std::chrono::steady_clock;
  Clock::time_point deadline = Clock::time_point::max();
  /// After the deadline, or an interrupt: then it is killed.
  Clock::duration patience = std::chrono::seconds(5);
  /// Without a word of progress: then it is killed. Zero: no limit.
  Clock::duration silence{};
};

/// `work` gets a function that reports progress. When stop_requested is set
/// here, it is set in the child too.
ChildEnd run_in_child(
    const std::function<std::string(const ChildProgress&)>& work,
    const ChildProgress& progress, const ChildLimits& limits);

}  // namespace vmalock

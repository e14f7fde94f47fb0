// SPDX-License-Identifier: MIT
// Assessment: what a run means for the person who asked. The verdict is about
// the lock; the assessment sets it against what is known of the lock. A listed
// bug that is found is as it should be, and one that is not found is a failure
// of the case (or the bug is gone, and the list must say so).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "harness/base/check.h"
#include "harness/result/run_result.h"

namespace vmalock {

enum class Assessment : std::uint8_t {
  holds,
  violated,  ///< and nobody expected it
  unknown,
  expected,  ///< violated in the way that is listed
  missed,    ///< a listed violation was not found
};

/// "HOLDS", "VIOLATED", "UNKNOWN", "EXPECTED", "MISSED"
const char* name(Assessment j);

Assessment assess(const RunResult& run);

constexpr bool is_failure(Assessment j) {
  return j == Assessment::violated || j == Assessment::missed;
}

/// How many runs got each assessment.
struct Tally {
  unsigned holds = 0, violated = 0, unknown = 0, expected = 0, missed = 0;
  std::uint64_t executions = 0;
  double seconds = 0;
  unsigned runs() const {
    return holds + violated + unknown + expected + missed;
  }
};

Tally tally(std::span<const RunResult> runs);

/// What all runs together say.
enum class Overall : std::uint8_t {
  holds,      ///< every run
  as_listed,  ///< some are violated, all of them as listed; the others hold
  violated,
  unknown,
};

/// "HOLDS", "AS LISTED", "VIOLATED", "UNKNOWN"
const char* name(Overall o);

/// violated if any run failed, else unknown if any is. No run at all is
/// unknown.
Overall overall(std::span<const RunResult> runs);
/// The names of the listed bugs that were found, each once: "B-20".
std::vector<std::string> found_bugs(std::span<const RunResult> runs);

/// 0 also for as_listed.
ExitStatus exit_status(Overall o);

}  // namespace vmalock

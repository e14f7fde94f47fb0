// Assessment: what a run means for the person who asked. The verdict is about
// the lock; the assessment sets it against what is known of the lock. A listed
// bug that is found is as it should be, and one that is not found is a failure
// of the case (or the bug is gone, and the list must say so).
#pragma once

#include <cstdint>
#include <span>

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

/// violated if any run failed, else unknown if any is, else holds. No run at
/// all is unknown.
Verdict overall(std::span<const RunResult> runs);

ExitStatus exit_status(Verdict v);

}  // namespace vmalock

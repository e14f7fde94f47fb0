// SPDX-License-Identifier: MIT
#include "harness/result/assessment.h"

#include <algorithm>
#include <array>

namespace vmalock {

const char* name(Assessment j) {
  constexpr std::array<const char*, 5> names = {"HOLDS", "VIOLATED", "UNKNOWN",
                                                "EXPECTED", "MISSED"};
  const auto i = static_cast<std::size_t>(j);
  CHECK(i < names.size());
  return names[i];
}

Assessment assess(const RunResult& run) {
  if (run.verdict == Verdict::unknown) return Assessment::unknown;
  if (run.verdict == Verdict::holds)
    return run.expected && run.expected->required ? Assessment::missed
                                                  : Assessment::holds;
  CHECK(run.verdict == Verdict::violated);
  const bool listed =
      run.expected && run.error && run.expected->kinds.has(run.error->kind);
  return listed ? Assessment::expected : Assessment::violated;
}

Tally tally(std::span<const RunResult> runs) {
  Tally t;
  for (const RunResult& run : runs) {
    switch (assess(run)) {
      case Assessment::holds:
        ++t.holds;
        break;
      case Assessment::violated:
        ++t.violated;
        break;
      case Assessment::unknown:
        ++t.unknown;
        break;
      case Assessment::expected:
        ++t.expected;
        break;
      case Assessment::missed:
        ++t.missed;
        break;
    }
    t.executions += run.executions;
    t.seconds += run.seconds;
  }
  return t;
}

const char* name(Overall o) {
  constexpr std::array<const char*, 4> names = {"HOLDS", "AS LISTED",
                                                "VIOLATED", "UNKNOWN"};
  const auto i = static_cast<std::size_t>(o);
  CHECK(i < names.size());
  return names[i];
}

Overall overall(std::span<const RunResult> runs) {
  const Tally t = tally(runs);
  if (t.violated + t.missed > 0) return Overall::violated;
  if (t.unknown > 0 || t.runs() == 0) return Overall::unknown;
  return t.expected > 0 ? Overall::as_listed : Overall::holds;
}

std::vector<std::string> found_bugs(std::span<const RunResult> runs) {
  std::vector<std::string> bugs;
  for (const RunResult& run : runs)
    if (assess(run) == Assessment::expected &&
        std::find(bugs.begin(), bugs.end(), run.expected->bug) == bugs.end())
      bugs.push_back(run.expected->bug);
  return bugs;
}

ExitStatus exit_status(Overall o) {
  switch (o) {
    case Overall::holds:
    case Overall::as_listed:
      return ExitStatus::holds;
    case Overall::violated:
      return ExitStatus::violated;
    case Overall::unknown:
      return ExitStatus::unknown;
  }
  return ExitStatus::internal;
}

}  // namespace vmalock

#include "harness/result/assessment.h"

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

Verdict overall(std::span<const RunResult> runs) {
  const Tally t = tally(runs);
  if (t.violated + t.missed > 0) return Verdict::violated;
  if (t.unknown > 0 || t.runs() == 0) return Verdict::unknown;
  return Verdict::holds;
}

ExitStatus exit_status(Verdict v) {
  switch (v) {
    case Verdict::holds:
      return ExitStatus::holds;
    case Verdict::violated:
      return ExitStatus::violated;
    case Verdict::unknown:
      return ExitStatus::unknown;
  }
  return ExitStatus::internal;
}

}  // namespace vmalock

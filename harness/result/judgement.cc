#include "harness/result/judgement.h"

#include <array>
#include <string_view>

namespace vmalock {

namespace {

/// Whether `kinds` ("data race|failed requirement"; empty: any) has this kind.
bool kind_is_listed(std::string_view kinds, ErrorKind kind) {
  if (kinds.empty()) return true;
  while (true) {
    const std::size_t bar = kinds.find('|');
    if (error_kind_named(std::string(kinds.substr(0, bar))) == kind)
      return true;
    if (bar == std::string_view::npos) return false;
    kinds.remove_prefix(bar + 1);
  }
}

}  // namespace

const char* name(Judgement j) {
  constexpr std::array<const char*, 5> names = {"HOLDS", "VIOLATED", "UNKNOWN",
                                                "EXPECTED", "MISSED"};
  const auto i = static_cast<std::size_t>(j);
  CHECK(i < names.size());
  return names[i];
}

Judgement judge(const RunResult& run) {
  if (run.verdict == Verdict::unknown) return Judgement::unknown;
  if (run.verdict == Verdict::holds)
    return run.expected && run.expected->required ? Judgement::missed
                                                  : Judgement::holds;
  CHECK(run.verdict == Verdict::violated);
  const bool listed = run.expected && run.error &&
                      kind_is_listed(run.expected->kind, run.error->kind);
  return listed ? Judgement::expected : Judgement::violated;
}

Tally tally(std::span<const RunResult> runs) {
  Tally t;
  for (const RunResult& run : runs) {
    switch (judge(run)) {
      case Judgement::holds:
        ++t.holds;
        break;
      case Judgement::violated:
        ++t.violated;
        break;
      case Judgement::unknown:
        ++t.unknown;
        break;
      case Judgement::expected:
        ++t.expected;
        break;
      case Judgement::missed:
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

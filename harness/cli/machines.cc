// SPDX-License-Identifier: MIT
#include "harness/cli/machines.h"

#include <fmt/format.h>

#include "harness/base/check.h"
#include "harness/litmus/run.h"
#include "harness/report/layout.h"
#include "harness/report/litmus.h"

namespace vmalock::cli {

namespace {

/// A second or so.
constexpr std::uint64_t most_candidates = 4'000;

std::string comment_lines(const std::string& text) {
  std::string out;
  for (const std::string& line : wrap(text, text_width - 3))
    out += " * " + line + "\n";
  return out;
}

}  // namespace

void ask_machines(RunResult& run) {
  if (!run.error || run.question.model != "lkmm" || !can_be_litmus(run)) return;
  run.error->machines = litmus::ask_machines(
      litmus::parse_test("exported test", litmus_report(run)), most_candidates);
}

std::string with_observation(const ReportFile& file) {
  const std::string& text = file.content;
  const std::size_t end = text.find(" *)\n");
  if (end == std::string::npos) return text;  // no violation, no test
  const litmus::LitmusTest test = litmus::parse_test("exported test", text);
  const auto result = litmus::run_candidates(test, "lkmm", most_candidates);
  std::string said =
      result.complete
          ? "vmalock litmus --model lkmm: Observation " +
                std::string(litmus::observation(litmus::count(test, result)))
          : fmt::format(
                "vmalock litmus --model lkmm: not asked, there are more "
                "than {} candidate executions",
                most_candidates);
  if (result.complete && result.race) {
    said += ", Flag data-race";
    if (file.suffix.ends_with("+fixed"))
      said +=
          ": what the code does behind a branch has none here, so other "
          "executions race";
  }
  return std::string(text).insert(end, comment_lines(said));
}

}  // namespace vmalock::cli

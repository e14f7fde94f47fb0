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
constexpr litmus::TestLimits limits = {.candidates = most_candidates};

std::string comment_lines(const std::string& text) {
  std::string out;
  for (const std::string& line : wrap(text, text_width - 3))
    out += " * " + line + "\n";
  return out;
}

/// A test's text, and what came out of it.
struct Answered {
  litmus::LitmusTest test;
  litmus::TestResult result;
  bool is_seen() const { return litmus::count(test, result).positive > 0; }
  bool is_never() const {
    return result.complete && !result.race && !is_seen();
  }
};

Answered answered(const std::string& text) {
  Answered a{litmus::parse_test("exported test", text), {}};
  a.result = litmus::run_candidates(a.test, "lkmm", limits);
  return a;
}

/// The test shows the violation, and the one with the remedy that it is gone.
bool tells(const RunResult& run, LitmusForm form) {
  if (!answered(litmus_report(run, {}, form)).is_seen()) return false;
  const Remedy* remedy = remedy_that_holds(*run.error);
  return !remedy || answered(litmus_report(run, remedy->rows, form)).is_never();
}

/// The one with the real values, and without branches, if it will do.
LitmusForm form_that_tells(const RunResult& run) {
  for (const bool branches : {false, true})
    for (const bool real_values : {true, false}) {
      const LitmusForm form{real_values, branches};
      if (tells(run, form)) return form;
    }
  return {};
}

std::string what_came_out(const Answered& a, bool is_fixed) {
  const std::string asked = "vmalock litmus --model lkmm: ";
  if (!a.result.complete)
    return asked +
           fmt::format("undecided, there are more than {} candidate executions",
                       most_candidates);
  std::string said = asked + "Observation ";
  said += litmus::observation(litmus::count(a.test, a.result));
  if (!a.result.race) return said;
  said += ", Flag data-race";
  if (is_fixed)
    said +=
        ": what the code does behind a branch has none here, so other "
        "executions race";
  return said;
}

/// What came out of a test, as a comment in it.
void add_answer(ReportFile& file) {
  const std::size_t end = file.content.find(" *)\n");
  if (end == std::string::npos) return;  // no violation, no test
  const Answered a = answered(file.content);
  const bool is_fixed = file.suffix.ends_with("+fixed");
  file.content.insert(end, comment_lines(what_came_out(a, is_fixed)));
}

}  // namespace

void ask_machines(RunResult& run) {
  if (!run.error || run.question.model != "lkmm" || !can_be_litmus(run)) return;
  run.error->machines = litmus::ask_machines(
      litmus::parse_test("exported test", litmus_report(run)), limits);
}

std::vector<ReportFile> litmus_files_as_run(const Document& document) {
  std::vector<ReportFile> files = litmus_files(document, form_that_tells);
  for (ReportFile& file : files) add_answer(file);
  return files;
}

}  // namespace vmalock::cli

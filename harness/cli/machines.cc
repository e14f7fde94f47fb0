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

litmus::TestResult answer(const std::string& text) {
  return litmus::run_candidates(litmus::parse_test("exported test", text),
                                "lkmm", most_candidates);
}

bool is_seen(const std::string& text, const litmus::TestResult& result) {
  const auto test = litmus::parse_test("exported test", text);
  return litmus::count(test, result).positive > 0;
}

/// The test shows the violation, and the one with the remedy that it is gone.
bool tells(const RunResult& run, LitmusForm form) {
  const std::string test = litmus_report(run, {}, form);
  if (!is_seen(test, answer(test))) return false;
  const Remedy* remedy = remedy_that_holds(*run.error);
  if (!remedy) return true;
  const std::string fixed = litmus_report(run, remedy->rows, form);
  const litmus::TestResult result = answer(fixed);
  return result.complete && !result.race && !is_seen(fixed, result);
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

/// What came out of a test, as a comment in it.
void add_answer(ReportFile& file) {
  const std::size_t end = file.content.find(" *)\n");
  if (end == std::string::npos) return;  // no violation, no test
  const litmus::TestResult result = answer(file.content);
  std::string said = "vmalock litmus --model lkmm: ";
  if (result.complete) {
    const auto test = litmus::parse_test("exported test", file.content);
    said += "Observation ";
    said += litmus::observation(litmus::count(test, result));
    if (result.race) said += ", Flag data-race";
    if (result.race && file.suffix.ends_with("+fixed"))
      said +=
          ": what the code does behind a branch has none here, so other "
          "executions race";
  } else {
    said +=
        fmt::format("not asked, there are more than {} candidate executions",
                    most_candidates);
  }
  file.content.insert(end, comment_lines(said));
}

}  // namespace

void ask_machines(RunResult& run) {
  if (!run.error || run.question.model != "lkmm" || !can_be_litmus(run)) return;
  run.error->machines = litmus::ask_machines(
      litmus::parse_test("exported test", litmus_report(run)), most_candidates);
}

std::vector<ReportFile> litmus_files_as_run(const Document& document) {
  std::vector<ReportFile> files = litmus_files(document, form_that_tells);
  for (ReportFile& file : files) add_answer(file);
  return files;
}

}  // namespace vmalock::cli

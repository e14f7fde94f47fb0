// SPDX-License-Identifier: MIT
#include "harness/report/ktap.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "harness/report/suites.h"
#include "harness/report/text.h"
#include "harness/report/words.h"
#include "harness/result/assessment.h"

namespace vmalock {

namespace {

constexpr const char* version_line = "KTAP version 1\n";

/// What follows a # on a line of a result is a directive.
std::string without_hash(std::string text) {
  std::replace(text.begin(), text.end(), '#', ' ');
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

bool is_ok(const RunResult& run) {
  const Assessment assessment = assess(run);
  return !is_failure(assessment) && assessment != Assessment::unknown;
}

std::string directive(const RunResult& run) {
  const Assessment assessment = assess(run);
  if (assessment == Assessment::expected)
    return " # XFAIL " + without_hash(run.expected->bug);
  if (assessment == Assessment::unknown)
    return " # ERROR " + without_hash(run.reason);
  return "";
}

/// A case stands in a suite once, or with each of its bounds.
std::string test_name(const Suite& suite, const RunResult& run) {
  const auto same = std::count_if(
      suite.runs.begin(), suite.runs.end(), [&](const RunResult& other) {
        return other.question.case_name == run.question.case_name;
      });
  std::string name = run.question.case_name;
  if (same > 1) name += " " + short_text(run.question.bound);
  return without_hash(name);
}

/// Diagnostics stand before the result that they are about.
std::string diagnostics(const RunResult& run) {
  std::istringstream lines(run_text(run, {}));
  std::string out;
  for (std::string line; std::getline(lines, line);)
    out += line.empty() ? "  #\n" : "  # " + line + "\n";
  return out;
}

std::string subtest(const Suite& suite) {
  std::string out = fmt::format("  {}  # Subtest: {}\n  1..{}\n", version_line,
                                without_hash(suite.name), suite.runs.size());
  std::size_t number = 0;
  for (const RunResult& run : suite.runs) {
    if (!is_ok(run)) out += diagnostics(run);
    out += fmt::format("  {} {} {}{}\n", is_ok(run) ? "ok" : "not ok", ++number,
                       test_name(suite, run), directive(run));
  }
  return out;
}

}  // namespace

std::string ktap_report(const Document& document) {
  const std::vector<Suite> suites = suites_of(document.runs);
  std::string out = version_line + fmt::format("1..{}\n", suites.size());
  std::size_t number = 0;
  for (const Suite& suite : suites) {
    const bool ok = std::all_of(suite.runs.begin(), suite.runs.end(), is_ok);
    out += subtest(suite) + fmt::format("{} {} {}\n", ok ? "ok" : "not ok",
                                        ++number, without_hash(suite.name));
  }
  const Tally t = tally(document.runs);
  return out + fmt::format(
                   "# Totals: pass:{} fail:{} xfail:{} xpass:0 skip:0 "
                   "error:{}\n",
                   t.holds, t.violated + t.missed, t.expected, t.unknown);
}

}  // namespace vmalock

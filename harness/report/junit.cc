// SPDX-License-Identifier: MIT
#include "harness/report/junit.h"

#include <fmt/format.h>

#include "harness/report/suites.h"
#include "harness/report/text.h"
#include "harness/report/words.h"

namespace vmalock {

namespace {

/// XML 1.0 has no way at all to write most control characters.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\n':
        out += "&#10;";
        break;
      default:
        out += static_cast<unsigned char>(c) < 0x20 ? '?' : c;
    }
  }
  return out;
}

/// Text between tags keeps its line feeds.
std::string escaped_body(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    out += escaped(text.substr(0, end));
    if (end == std::string_view::npos) break;
    out += '\n';
    text.remove_prefix(end + 1);
  }
  return out;
}

/// A run that decided nothing is an error, not a pass: a green CI must mean
/// that every question was answered.
std::string problem(const RunResult& run) {
  const Assessment assessment = assess(run);
  if (assessment == Assessment::unknown)
    return fmt::format("   <error type=\"UNKNOWN\" message=\"{}\"/>\n",
                       escaped(run.reason));
  if (!is_failure(assessment)) return "";
  const std::string message =
      run.error ? fmt::format("{} {}: {}", code(run.error->kind),
                              name(run.error->kind), run.error->message)
                : "known bug " + run.expected->bug + " was not found";
  return fmt::format("   <failure type=\"{}\" message=\"{}\">{}</failure>\n",
                     run.error ? code(run.error->kind) : name(assessment),
                     escaped(message), escaped_body(run_text(run, {})));
}

std::string test(const RunResult& run) {
  const std::string inner = problem(run);
  const std::string open = fmt::format(
      "  <testcase classname=\"{}\" name=\"{} ({})\" time=\"{:.3f}\"",
      escaped(suite_name(run)), escaped(run.question.case_name),
      escaped(bound_text(run)), run.seconds);
  return inner.empty() ? open + "/>\n"
                       : open + ">\n" + inner + "  </testcase>\n";
}

std::string counts(const Tally& t) {
  return fmt::format(
      "tests=\"{}\" failures=\"{}\" errors=\"{}\" time=\"{:.3f}\"", t.runs(),
      t.violated + t.missed, t.unknown, t.seconds);
}

}  // namespace

std::string junit_report(const Document& document) {
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  out += fmt::format("<testsuites name=\"vmalock\" {}>\n",
                     counts(tally(document.runs)));
  for (const Suite& suite : suites_of(document.runs)) {
    out += fmt::format(" <testsuite name=\"{}\" {}>\n", escaped(suite.name),
                       counts(tally(suite.runs)));
    for (const RunResult& run : suite.runs) out += test(run);
    out += " </testsuite>\n";
  }
  return out + "</testsuites>\n";
}

}  // namespace vmalock

// SPDX-License-Identifier: MIT
#include "harness/report/markdown.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "harness/report/layout.h"
#include "harness/report/suites.h"
#include "harness/report/text.h"
#include "harness/report/words.h"
#include "harness/result/assessment.h"

namespace vmalock {

namespace {

/// A comment on GitHub has 65,536 characters; a trace has up to 3,000.
constexpr std::size_t most_traces = 10;

/// What a reader must see without a click.
bool stands_out(const RunResult& run) {
  return assess(run) != Assessment::holds;
}

std::string cell_text(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '|' || c == '<' || c == '*' || c == '_') out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  return out;
}

/// Inside HTML tags.
std::string html_text(const std::string& text) {
  std::string out;
  for (const char c : text)
    out += c == '<' ? "&lt;" : c == '&' ? "&amp;" : std::string(1, c);
  return out;
}

std::string verdict_of_run(const RunResult& run) {
  const Assessment assessment = assess(run);
  std::string text = name(assessment);
  if (is_failure(assessment)) text = "**" + text + "**";
  if (assessment == Assessment::expected || assessment == Assessment::missed)
    return text + " " + run.expected->bug;
  return run.error ? text + " " + code(run.error->kind) : text;
}

std::string what_of(const RunResult& run) {
  if (run.verdict == Verdict::unknown) return cell_text(run.reason);
  if (!run.error) return "";
  const std::string place = text_of(run.error->where);
  return cell_text(run.error->message.empty() ? name(run.error->kind)
                                              : run.error->message) +
         (place.empty() ? "" : " at `" + place + "`");
}

std::string findings(const Document& document) {
  std::string out =
      "| | case | lock | bound | what |\n| --- | --- | --- | --- "
      "| --- |\n";
  for (const RunResult& run : document.runs)
    if (stands_out(run))
      out +=
          fmt::format("| {} | `{}` | `{}` | {} | {} |\n", verdict_of_run(run),
                      run.question.case_name, suite_name(run),
                      short_text(run.question.bound), what_of(run));
  return out + "\n";
}

std::string traces(const Document& document) {
  std::string out;
  std::size_t shown = 0, left_out = 0;
  for (const RunResult& run : document.runs) {
    if (!is_failure(assess(run))) continue;
    if (shown == most_traces) {
      ++left_out;
      continue;
    }
    ++shown;
    out += fmt::format(
        "<details><summary>{} on {}: {}</summary>\n\n```text\n{}```\n\n"
        "</details>\n\n",
        html_text(run.question.case_name), html_text(run.question.impl),
        html_text(run.error ? run.error->message : "not found"),
        run_text(run, {}));
  }
  if (left_out > 0)
    out += fmt::format("{} not shown here.\n\n",
                       counted(left_out, "further trace"));
  return out;
}

/// A row a case, a column a suite.
std::string all_runs(const std::vector<Suite>& suites) {
  std::vector<std::string> cases;
  std::map<std::pair<std::string, std::size_t>, std::string> cells;
  std::string head = "| case |", rule = "| --- |";
  for (std::size_t i = 0; i < suites.size(); ++i) {
    head += " " + cell_text(suites[i].name) + " |";
    rule += " --- |";
    for (const RunResult& run : suites[i].runs) {
      const std::string key =
          "`" + run.question.case_name + "` " + short_text(run.question.bound);
      if (std::find(cases.begin(), cases.end(), key) == cases.end())
        cases.push_back(key);
      cells[{key, i}] = verdict_of_run(run);
    }
  }
  std::string out = head + "\n" + rule + "\n";
  for (const std::string& key : cases) {
    out += "| " + key + " |";
    for (std::size_t i = 0; i < suites.size(); ++i)
      out += " " + cells[{key, i}] + " |";
    out += "\n";
  }
  return fmt::format(
      "<details><summary>All runs</summary>\n\n{}\n2r+1w x3 is 2 readers, 1 "
      "writer, 3 rounds each.\n\n</details>\n\n",
      out);
}

std::string not_covered(const Document& document) {
  std::vector<std::string> notes;
  for (const RunResult& run : document.runs)
    for (const std::string& note : run.notes)
      if (std::find(notes.begin(), notes.end(), note) == notes.end())
        notes.push_back(note);
  if (notes.empty()) return "";
  std::string out = "<details><summary>What this does not cover</summary>\n\n";
  for (const std::string& note : notes) out += "* " + cell_text(note) + "\n";
  return out + "\n</details>\n\n";
}

}  // namespace

std::string markdown_report(const Document& document) {
  const Tally t = tally(document.runs);
  std::string out = fmt::format("### vmalock: {}\n\n{}: {} hold",
                                name(overall(document.runs)),
                                counted(t.runs(), "run"), t.holds);
  const auto add = [&](unsigned n, const char* what) {
    if (n > 0) out += fmt::format(", {} {}", n, what);
  };
  add(t.expected, "violated as listed");
  add(t.violated, "violated");
  add(t.missed, "missed a known bug");
  add(t.unknown, "unknown");
  out += fmt::format("; {} in {}\n\n", counted(t.executions, "execution"),
                     duration(t.seconds));
  if (std::any_of(document.runs.begin(), document.runs.end(), stands_out))
    out += findings(document);
  out += traces(document) + all_runs(suites_of(document.runs)) +
         not_covered(document);
  return out + fmt::format("vmalock {}, `{}`\n", document.tool.version,
                           document.tool.command);
}

}  // namespace vmalock

// SPDX-License-Identifier: MIT
// One run in full, in the manner of a compiler's diagnostic: verdict, headline
// with its code, place in the lock's source, the trace, and the next command.
#include <fmt/format.h>

#include "harness/report/text.h"
#include "harness/report/trace.h"
#include "harness/report/why.h"
#include "harness/report/words.h"

namespace vmalock {

namespace {

constexpr std::size_t verdict_width = 10;

std::string subject(const RunResult& run) {
  const Question& q = run.question;
  std::string text = q.case_name + "  " + q.impl;
  if (!q.orderings.empty()) text += "  " + text_of(q.orderings, "  ");
  text += "  " + q.engine;
  if (!q.model.empty()) text += " " + q.model;
  return text;
}

std::string numbers(const RunResult& run) {
  std::string text =
      bound_text(run) + "; " + counted(run.executions, "execution");
  text += fmt::format(", {} blocked, {} duplicates, {}", grouped(run.blocked),
                      grouped(run.duplicates), duration(run.seconds));
  if (run.seed != 0) text += fmt::format(", seed {}", run.seed);
  return text;
}

/// What the reader must know to read the verdict rightly.
std::string expectation(const RunResult& run, Assessment assessment) {
  if (!run.expected) return "";
  const Expectation& expected = *run.expected;
  const std::string kind =
      expected.kinds.any() ? "" : " (" + text_of(expected.kinds, "|") + ")";
  switch (assessment) {
    case Assessment::expected:
      return expected.bug == "planted" ? "the bug that was planted here, found"
                                       : "known bug " + expected.bug +
                                             " of this implementation, found";
    case Assessment::missed:
      return "known bug " + expected.bug + kind +
             " was not found: the case no longer catches it, or it is gone "
             "from the implementation and from its list";
    case Assessment::violated:
      return "another kind of error than the known bug " + expected.bug + kind;
    default:
      return "";
  }
}

std::string error_text(const RunResult& run, const Style& style) {
  const Error& error = *run.error;
  std::string out =
      paragraph(fmt::format("error[{}]: ", code(error.kind)),
                error.message.empty() ? name(error.kind) : error.message);
  if (error.where.is_known()) {
    std::string place = text_of(error.where);
    if (!error.trace.empty() && error.trace.back().where == error.where) {
      const TraceStep& last = error.trace.back();
      if (!last.function.empty()) place += " in " + kernel_name(last.function);
      if (!last.site.empty()) place += " (site " + last.site + ")";
    }
    out += paragraph("  --> ", place);
  }
  // The headline has said it already.
  Error shown = error;
  if (!shown.trace.empty() && shown.trace.back().said == error.message)
    shown.trace.pop_back();
  out += trace_text(shown, style.full, style.width);
  for (const std::string& line : why(run)) out += paragraph("note: ", line);
  const std::string machines = machines_text(error);
  if (!machines.empty()) out += paragraph("machines: ", machines);
  for (const std::string& line : remedies(run))
    out += paragraph("help: ", line);
  out += fmt::format("help: vmalock explain {}\n", code(error.kind));
  const std::string seen = sighting_text(run);
  if (!seen.empty()) out += paragraph("seen: ", seen);
  // A token is copied, so it is never broken into lines.
  const std::string token = replay_token(run);
  if (!token.empty()) out += "replay: vmalock replay " + token + "\n";
  return out;
}

std::string histogram(const RunResult& run) {
  std::string out =
      fmt::format("{}\n", counted(run.outcomes.size(), "outcome"));
  for (const Outcome& o : run.outcomes)
    out += paragraph(pad_left(grouped(o.count), 12) + "  ", outcome_text(o));
  return out;
}

}  // namespace

std::string outcome_text(const Outcome& outcome) {
  std::vector<std::string> parts;
  for (const auto& [key, value] : outcome.values)
    parts.push_back(fmt::format("{}={}", key, value));
  return parts.empty() ? "(nothing observed)" : join(parts, " ");
}

std::string observation(const RunResult& run) {
  // A search stops at its first error: one execution shows it.
  const bool bad = run.verdict == Verdict::violated;
  return fmt::format("Observation {}/{} {} {} {}\n", run.question.case_name,
                     run.question.impl, bad ? "Sometimes" : "Never",
                     bad ? 1 : 0, run.executions);
}

std::string run_text(const RunResult& run, const Style& style) {
  const Assessment assessment = assess(run);
  const std::string indent(verdict_width, ' ');
  std::string head =
      paragraph(pad_right(name(assessment), verdict_width), subject(run));
  const std::size_t word = std::string_view(name(assessment)).size();
  head = paint(head.substr(0, word), assessment, style) + head.substr(word);
  std::string out = head + paragraph(indent, numbers(run));
  if (run.asked)
    out += paragraph(indent, "the case has no " + short_text(*run.asked) +
                                 ", which was asked for");
  if (run.depth) out += paragraph(indent, depth_text(*run.depth));
  const char* lead = run.verdict == Verdict::unknown ? "because: " : "";
  if (!run.reason.empty()) out += paragraph(indent, lead + run.reason);
  if (run.error && run.error->shown_at)
    out += paragraph(indent, "shown with " + describe(*run.error->shown_at) +
                                 ", which is enough");
  const std::string expected = expectation(run, assessment);
  if (!expected.empty()) out += paragraph(indent, expected);
  for (const HiddenBug& hidden : run.hidden)
    out += paragraph(indent, "known bug " + text_of(hidden));
  if (run.error) out += error_text(run, style);
  if (!run.error) {
    Error none;  // a replay shows its execution all the same
    none.trace = run.trace;
    none.locations = run.locations;
    out += trace_text(none, style.full, style.width);
  }
  if (style.outcomes) out += histogram(run);
  return out + observation(run);
}

}  // namespace vmalock

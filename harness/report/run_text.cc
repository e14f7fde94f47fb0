// One run in full, in the manner of a compiler's diagnostic: verdict, headline
// with its code, place in the lock's source, the trace, and the next command.
#include <fmt/format.h>

#include <regex>

#include "harness/report/text.h"
#include "harness/report/trace.h"
#include "harness/report/why.h"

namespace vmalock {

namespace {

constexpr std::size_t verdict_width = 10;

std::string subject(const RunResult& run) {
  std::string text = run.case_name + "  " + run.impl;
  for (const auto& [site, order] : run.orderings)
    text += "  " + site + "=" + order;
  text += "  " + run.engine;
  if (!run.model.empty()) text += " " + run.model;
  return text;
}

std::string numbers(const RunResult& run) {
  std::string text = run.bound + "; " + counted(run.executions, "execution");
  text += fmt::format(", {} blocked, {} duplicates, {}", grouped(run.blocked),
                      grouped(run.duplicates), duration(run.seconds));
  if (run.seed != 0) text += fmt::format(", seed {}", run.seed);
  return text;
}

/// What the reader must know to read the verdict rightly.
std::string expectation(const RunResult& run, Judgement judgement) {
  if (!run.expected) return "";
  const Expectation& expected = *run.expected;
  const std::string kind =
      expected.kind.empty() ? "" : " (" + expected.kind + ")";
  switch (judgement) {
    case Judgement::expected:
      return expected.bug == "planted" ? "the bug that was planted here, found"
                                       : "known bug " + expected.bug +
                                             " of this implementation, found";
    case Judgement::missed:
      return "known bug " + expected.bug + kind +
             " was not found: the case no longer catches it, or it is gone "
             "from the implementation and from its list";
    case Judgement::violated:
      return "another kind of error than the known bug " + expected.bug + kind;
    default:
      return "";
  }
}

/// Engines number threads; the trace shows them as CPUs.
std::string with_cpus(const std::string& message) {
  static const std::regex thread("\\bthread ([0-9]+)");
  return std::regex_replace(message, thread, "CPU$1");
}

std::string error_text(const RunResult& run, const Style& style) {
  const Error& error = *run.error;
  std::string out = paragraph(
      fmt::format("error[{}]: ", code(error.kind)),
      error.message.empty() ? name(error.kind) : with_cpus(error.message));
  if (!error.where.empty()) {
    std::string place = error.where;
    if (!error.trace.empty() && error.trace.back().where == error.where) {
      const TraceStep& last = error.trace.back();
      if (!last.function.empty()) place += " in " + kernel_name(last.function);
      if (!last.site.empty()) place += " (site " + last.site + ")";
    }
    out += paragraph("  --> ", place);
  }
  // The headline has said it already.
  Error shown = error;
  if (!shown.trace.empty() && shown.trace.back().what == error.message)
    shown.trace.pop_back();
  out += trace_text(shown, style.full);
  for (const std::string& line : why(run)) out += paragraph("note: ", line);
  for (const std::string& line : remedies(run))
    out += paragraph("help: ", line);
  out += fmt::format("help: vmalock explain {}\n", code(error.kind));
  // A token is copied, so it is never broken into lines. What an engine without
  // replay says is a sentence.
  if (error.replay.find(' ') != std::string::npos)
    out += paragraph("seen: ", error.replay);
  else if (!error.replay.empty())
    out += "replay: vmalock replay " + error.replay + "\n";
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
  return fmt::format("Observation {}/{} {} {} {}\n", run.case_name, run.impl,
                     bad ? "Sometimes" : "Never", bad ? 1 : 0, run.executions);
}

std::string run_text(const RunResult& run, const Style& style) {
  const Judgement judgement = judge(run);
  const std::string indent(verdict_width, ' ');
  std::string head =
      paragraph(pad_right(name(judgement), verdict_width), subject(run));
  const std::size_t word = std::string_view(name(judgement)).size();
  head = paint(head.substr(0, word), judgement, style) + head.substr(word);
  std::string out = head + paragraph(indent, numbers(run));
  const char* lead = run.verdict == Verdict::unknown ? "because: " : "";
  if (!run.reason.empty()) out += paragraph(indent, lead + run.reason);
  const std::string expected = expectation(run, judgement);
  if (!expected.empty()) out += paragraph(indent, expected);
  if (run.error) out += error_text(run, style);
  if (!run.error) {
    Error none;  // a replay shows its execution all the same
    none.trace = run.trace;
    out += trace_text(none, style.full);
  }
  if (style.outcomes) out += histogram(run);
  return out + observation(run);
}

}  // namespace vmalock

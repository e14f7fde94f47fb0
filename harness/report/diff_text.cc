// SPDX-License-Identifier: MIT
// The report of `vmalock diff`: which outcomes only the old implementation can
// show, which only the new one, and which both, with one example of each.
#include <fmt/format.h>

#include <algorithm>

#include "harness/report/text.h"

namespace vmalock {

namespace {

/// Which side has outcomes of its own; VERDICT: one side violates what the
/// other one keeps, and the search that stopped there has seen part of its
/// outcomes only.
const char* word(const OutcomeDiff& diff) {
  if (diff.difference() == Difference::same) return "SAME";
  if (diff.difference() == Difference::unknown) return "UNKNOWN";
  if (diff.old_run.verdict != diff.new_run.verdict) return "VERDICT";
  if (diff.only_new.empty()) return "ONLY OLD";
  return diff.only_old.empty() ? "ONLY NEW" : "BOTH";
}

Assessment colour(Difference d) {
  switch (d) {
    case Difference::same:
      return Assessment::holds;
    case Difference::differ:
      return Assessment::violated;
    case Difference::unknown:
      return Assessment::unknown;
  }
  return Assessment::unknown;
}

std::string verdict_and_error(const RunResult& run) {
  std::string text = name(run.verdict);
  if (run.error) text += std::string(" ") + code(run.error->kind);
  if (!run.reason.empty()) text += " (" + run.reason + ")";
  return text;
}

std::string examples(const OutcomeDiff& diff, const Style& style) {
  std::string out;
  const auto show = [&](const char* lead, const RunResult& run,
                        const std::vector<Outcome>& all, bool every) {
    for (const Outcome& o : all) {
      out += paragraph(fmt::format("  {:<10}", lead), outcome_text(o));
      // A token is copied, so it is never broken into lines.
      if (!o.witness.empty())
        out += "replay: vmalock replay " + replay_token(run, o) + "\n";
      if (!every) break;
    }
  };
  show("only old:", diff.old_run, diff.only_old, style.full);
  show("only new:", diff.new_run, diff.only_new, style.full);
  if (style.full) show("both:", diff.new_run, diff.both, true);
  if (diff.old_run.verdict != diff.new_run.verdict) {
    out += paragraph("  old:      ", verdict_and_error(diff.old_run));
    out += paragraph("  new:      ", verdict_and_error(diff.new_run));
  }
  return out;
}

std::string heading(const OutcomeDiff& diff) {
  const Question& q = diff.new_run.question;
  std::string text =
      fmt::format("old {}, new {}", diff.old_run.question.impl, q.impl);
  if (!q.orderings.empty()) text += " with " + text_of(q.orderings, " with ");
  text += ", " + q.engine;
  return q.model.empty() ? text : text + " " + q.model;
}

std::string command(const Question& q) {
  return "vmalock check --impl " + q.impl + " --case " + q.case_name +
         " --show-outcomes";
}

}  // namespace

std::string diff_text(std::span<const OutcomeDiff> diffs, const Style& style) {
  std::size_t width = std::string_view("case").size();
  unsigned count[3] = {};
  for (const OutcomeDiff& diff : diffs) {
    width = std::max(width, diff.new_run.question.case_name.size());
    ++count[static_cast<std::size_t>(diff.difference())];
  }
  std::string out;
  if (!diffs.empty()) out += paragraph("", heading(diffs[0]));
  out += bold(fmt::format("{:<8}  {:<{}}  {:>8}  {:>8}  {:>6}", "", "case",
                          width, "only old", "only new", "both"),
              style) +
         "\n";
  for (const OutcomeDiff& diff : diffs) {
    const Difference d = diff.difference();
    if (style.quiet && d == Difference::same) continue;
    out += paint(pad_right(word(diff), 8), colour(d), style) +
           fmt::format("  {:<{}}  {:>8}  {:>8}  {:>6}\n",
                       diff.new_run.question.case_name, width,
                       diff.only_old.size(), diff.only_new.size(),
                       diff.both.size());
  }
  for (const OutcomeDiff& diff : diffs) {
    const std::string shown = examples(diff, style);
    if (!shown.empty())
      out += "\n" + diff.new_run.question.case_name + "\n" + shown;
  }
  out +=
      fmt::format("\n{}: {} the same, {} different, {} unknown\n",
                  counted(diffs.size(), "case"), count[0], count[1], count[2]);
  const auto first = std::find_if(diffs.begin(), diffs.end(), [](auto& diff) {
    return diff.difference() != Difference::same;
  });
  if (first != diffs.end())
    out += paragraph("next: ", command(first->new_run.question));
  return out;
}

}  // namespace vmalock

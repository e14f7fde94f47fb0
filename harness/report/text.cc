// SPDX-License-Identifier: MIT
#include "harness/report/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "harness/report/words.h"

namespace vmalock {

namespace {

Assessment colour_of(Overall all) {
  switch (all) {
    case Overall::holds:
      return Assessment::holds;
    case Overall::as_listed:
      return Assessment::expected;
    case Overall::violated:
      return Assessment::violated;
    case Overall::unknown:
      break;
  }
  return Assessment::unknown;
}

/// A check with a budget.
bool deepens(std::span<const RunResult> runs) {
  return !runs.empty() &&
         std::all_of(runs.begin(), runs.end(), [](const RunResult& run) {
           return run.depth.has_value();
         });
}

std::string summary(std::span<const RunResult> runs, const Style& style) {
  const Tally t = tally(runs);
  std::vector<std::string> parts = {fmt::format("{} hold", t.holds)};
  if (t.expected > 0)
    parts.push_back(fmt::format("{} violated as listed ({})", t.expected,
                                join(found_bugs(runs), ", ")));
  if (t.violated > 0) parts.push_back(fmt::format("{} violated", t.violated));
  if (t.missed > 0)
    parts.push_back(fmt::format("{} missed a known bug", t.missed));
  if (t.unknown > 0) parts.push_back(fmt::format("{} unknown", t.unknown));
  const Overall all = overall(runs);
  const std::string word = name(all);
  const std::string lead = pad_right(word, 10);
  const std::string verdict =
      fmt::format("{}: {}", counted(t.runs(), "run"), join(parts, ", "));
  const std::string effort = fmt::format(
      "{} in {}", counted(t.executions, "execution"), duration(t.seconds));
  // How far a budget reaches is a matter of its own.
  const std::string line =
      deepens(runs) ? paragraph(lead, verdict) +
                          paragraph(std::string(lead.size(), ' '),
                                    "at the bounds that are shown: " + effort)
                    : paragraph(lead, verdict + "; " + effort);
  return paint(word, colour_of(all), style) + line.substr(word.size());
}

/// Reasons that differ in their numbers only are one: "N iterations".
std::string without_numbers(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c < '0' || c > '9')
      out += c;
    else if (!out.ends_with("N"))
      out += "N";
  }
  return out;
}

struct Unknown {
  std::string reason;
  std::vector<std::string> runs;
};

std::vector<Unknown> unknown_by_reason(std::span<const RunResult> runs) {
  std::vector<Unknown> all;
  for (const RunResult& run : runs) {
    if (assess(run) != Assessment::unknown) continue;
    const std::string shape = without_numbers(run.reason);
    const auto it = std::find_if(all.begin(), all.end(), [&](const Unknown& u) {
      return without_numbers(u.reason) == shape;
    });
    const std::string who = run.question.case_name + " on " + run.question.impl;
    if (it == all.end()) {
      all.push_back({run.reason, {who}});
    } else {
      it->runs.push_back(who);
      if (it->reason != run.reason) it->reason = shape;
    }
  }
  return all;
}

std::string unknown_runs(std::span<const RunResult> runs) {
  constexpr std::size_t shown = 3;
  std::string out;
  for (Unknown& unknown : unknown_by_reason(runs)) {
    const std::size_t total = unknown.runs.size();
    unknown.runs.resize(std::min(total, shown));
    std::string text = join(unknown.runs, ", ");
    if (total > shown) text += fmt::format(" and {} more", total - shown);
    out += paragraph("UNKNOWN   ", unknown.reason + ": " + text);
  }
  return out;
}

/// The part of the bounds for which the table has no room.
std::string further_bounds(std::span<const RunResult> runs) {
  std::map<std::string, unsigned> times;
  for (const RunResult& run : runs) {
    const std::string further = text_of(run.coverage);
    if (!further.empty()) ++times[further];
  }
  std::string out;
  for (const auto& [further, n] : times)
    out += paragraph("bound also: ",
                     fmt::format("{} ({})", further, counted(n, "run")));
  return out;
}

/// What the stars of the table mean.
std::string hidden_bugs(std::span<const RunResult> runs) {
  std::string out;
  for (const RunResult& run : runs)
    for (const HiddenBug& hidden : run.hidden)
      out += paragraph(
          "* ", fmt::format("{} on {}: known bug {}", run.question.case_name,
                            run.question.impl, text_of(hidden)));
  return out;
}

/// Bounds that cases do not have.
std::string nearest_bounds(std::span<const RunResult> runs) {
  std::map<std::string, std::vector<std::string>> cases;
  for (const RunResult& run : runs) {
    if (!run.asked) continue;
    std::vector<std::string>& all = cases[short_text(*run.asked)];
    const std::string text =
        run.question.case_name + " " + short_text(run.question.bound);
    if (std::find(all.begin(), all.end(), text) == all.end())
      all.push_back(text);
  }
  if (cases.empty()) return "";
  std::string out;
  if (deepens(runs)) {
    for (const auto& [asked, all] : cases)
      out += paragraph("^ ", "no " + asked +
                                 ", but the nearest bound that the "
                                 "case can run with: " +
                                 join(all, ", "));
    return out;
  }
  // The table has marked them.
  std::vector<std::string> asked;
  for (const auto& [text, all] : cases) asked.push_back(text);
  return paragraph("^ ", "not " + join(asked, " or ") +
                             ", which was asked for: the nearest bound that "
                             "the case can run with");
}

/// What a green table does not say, once for each engine.
std::string notes(std::span<const RunResult> runs) {
  std::vector<std::string> engines;
  for (const RunResult& run : runs)
    if (std::find(engines.begin(), engines.end(), run.question.engine) ==
        engines.end())
      engines.push_back(run.question.engine);
  std::string out;
  for (const std::string& engine : engines) {
    std::vector<std::pair<std::string, unsigned>> all;
    unsigned of_engine = 0;
    for (const RunResult& run : runs) {
      if (run.question.engine != engine) continue;
      ++of_engine;
      for (const std::string& note : run.notes) {
        const auto it = std::find_if(all.begin(), all.end(), [&](auto& seen) {
          return seen.first == note;
        });
        if (it == all.end())
          all.emplace_back(note, 1);
        else
          ++it->second;
      }
    }
    if (all.empty()) continue;
    out += "note: what " + engine + " does not cover\n";
    for (const auto& [note, times] : all)
      out += paragraph("  - ", times == of_engine
                                   ? note
                                   : fmt::format("{} ({} of {})", note, times,
                                                 counted(of_engine, "run")));
  }
  return out;
}

}  // namespace

std::string text_report(std::span<const RunResult> runs, const Style& style) {
  if (runs.size() == 1)
    return run_text(runs[0], style) + (style.quiet ? "" : notes(runs));
  std::string out = summary(runs, style);
  if (!style.quiet && !runs.empty()) {
    if (deepens(runs)) {
      out += "\n" + depth_table_text(runs, style) + depth_legend(runs);
    } else {
      out += "\n" + table_text(runs, style);
      out += paragraph("",
                       "2r+1w x3 is 2 readers, 1 writer, 3 rounds each; the "
                       "number is the executions explored.");
    }
    out += nearest_bounds(runs);
    out += hidden_bugs(runs);
    out += further_bounds(runs);
    const std::string noted = notes(runs);
    if (!noted.empty()) out += "\n" + noted;
  }
  bool failed = false;
  for (const RunResult& run : runs) {
    const bool failure = is_failure(assess(run));
    if (failure || style.outcomes) out += "\n" + run_text(run, style);
    failed = failed || failure;
  }
  const std::string unknown = unknown_runs(runs);
  if (!unknown.empty()) out += "\n" + unknown;
  // Who reads the end of a long answer reads the verdict.
  if ((failed || deepens(runs)) && !style.quiet)
    out += "\n" + summary(runs, style);
  return out;
}

}  // namespace vmalock

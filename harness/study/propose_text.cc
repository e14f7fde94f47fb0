// SPDX-License-Identifier: MIT
// The text and the JSON of proposals.
#include <fmt/format.h>

#include <algorithm>

#include "harness/report/layout.h"
#include "harness/report/text.h"
#include "harness/study/cost.h"
#include "harness/study/propose.h"
#include "harness/study/study_json.h"

namespace vmalock::study {

namespace {

const std::string indent(15, ' ');

Assessment colour(ProposalVerdict v) {
  if (v == ProposalVerdict::broken) return Assessment::violated;
  return v == ProposalVerdict::unknown ? Assessment::unknown
                                       : Assessment::holds;
}

std::string names_of(const std::vector<const RunResult*>& runs) {
  std::vector<std::string> names;
  for (const RunResult* run : runs) names.push_back(run->question.case_name);
  return join(names, ", ");
}

/// The first with its error in words, the others with its code.
std::string killers(const std::vector<const RunResult*>& runs) {
  std::string text;
  for (const RunResult* run : runs) {
    const ErrorKind kind =
        run->error ? run->error->kind : ErrorKind::failed_requirement;
    if (text.empty())
      text = fmt::format("by {} ({} {})", run->question.case_name, code(kind),
                         name(kind));
    else
      text += fmt::format("{}{} {}", run == runs[1] ? "; also " : ", ",
                          code(kind), run->question.case_name);
  }
  return text;
}

/// The case that the proposal names, or else the first that breaks.
const RunResult* shown(const ProposalResult& proposed) {
  const auto broken = proposed.broken();
  for (const RunResult* run : broken)
    for (const std::string& wanted : proposed.proposal.by)
      if (run->question.case_name == wanted) return run;
  return broken.empty() ? nullptr : broken.front();
}

std::string sentence(const ProposalResult& proposed) {
  const std::string cases = counted(proposed.cases.size(), "case");
  switch (proposed.verdict) {
    case ProposalVerdict::broken:
      return killers(proposed.broken());
    case ProposalVerdict::no_difference:
      return fmt::format(
          "{}: the same outcomes with and without it, within the bound", cases);
    case ProposalVerdict::safe: {
      std::vector<std::string> changed;
      for (const OutcomeDiff& d : proposed.cases)
        if (d.difference() == Difference::differ)
          changed.push_back(d.new_run.question.case_name);
      return fmt::format("{}: all hold within the bound; outcomes change in {}",
                         cases, join(changed, ", "));
    }
    case ProposalVerdict::unknown:
      return "because: " + proposed.reason;
  }
  return "";
}

std::string remarks(const ProposalResult& proposed) {
  std::string out = paragraph(
      indent, fmt::format("{} of {} pass a changed site", proposed.passed,
                          counted(proposed.cases.size(), "case")));
  if (!proposed.mended().empty())
    out += paragraph(indent, "mends " + names_of(proposed.mended()));
  for (const OutcomeDiff& d : proposed.cases)
    if (d.old_run.verdict == Verdict::violated &&
        d.new_run.verdict == Verdict::violated)
      out += paragraph(indent, d.new_run.question.case_name +
                                   " does not judge: it is violated without "
                                   "the change, too");
  for (const std::string& site : proposed.unpassed)
    out += paragraph(indent,
                     "no case passes " + site + ": this says nothing about it");
  for (const std::string& blind : proposed.blind)
    out += paragraph(indent, "not visible: " + blind);
  return out;
}

std::string costs(const ProposalResult& proposed) {
  std::string out;
  for (const auto& [site, to] : proposed.proposal.rows) {
    const SiteRow& row =
        site_row(*proposed.impl, *site_index(*proposed.impl, site));
    out += paragraph(
        "cost           ",
        fmt::format("{} {} -> {}: {}", row.name, name(row.order), name(to),
                    cost_text(row.primitive, row.order, to)));
  }
  return out;
}

std::string changed_outcomes(const ProposalResult& proposed,
                             const Style& style) {
  std::vector<OutcomeDiff> changed;
  for (const OutcomeDiff& d : proposed.cases)
    if (d.difference() == Difference::differ &&
        d.new_run.verdict == Verdict::holds &&
        d.old_run.verdict == Verdict::holds)
      changed.push_back(d);
  return changed.empty() ? "" : "\n" + diff_text(changed, style);
}

std::string notes(const std::vector<ProposalResult>& all) {
  std::vector<std::string> texts;
  for (const ProposalResult& proposed : all)
    for (const OutcomeDiff& d : proposed.cases)
      for (const std::string& note : d.new_run.notes)
        if (std::find(texts.begin(), texts.end(), note) == texts.end())
          texts.push_back(note);
  std::string out;
  for (const std::string& note : texts) out += paragraph("  - ", note);
  return out.empty() ? "" : "note: what this does not cover\n" + out;
}

std::string verdict_line(const ProposalResult& proposed, const Style& style) {
  const std::string word = name(proposed.verdict);
  const std::string line =
      paragraph(pad_right(word, indent.size()),
                fmt::format("{}  {}  {} {}", proposed.proposal.impl,
                            text_of(proposed.proposal.rows, "  "),
                            proposed.engine, proposed.model));
  return paint(word, colour(proposed.verdict), style) +
         line.substr(word.size());
}

std::string in_full(const ProposalResult& proposed, const Style& style) {
  std::string out = verdict_line(proposed, style);
  if (!proposed.complaint.empty()) out += paragraph(indent, proposed.complaint);
  out += paragraph(indent, sentence(proposed)) + remarks(proposed) +
         costs(proposed);
  if (!proposed.proposal.why.empty())
    out += paragraph("why            ", proposed.proposal.why);
  if (const RunResult* run = shown(proposed))
    return out + "\n" + run_text(*run, style);
  return out + changed_outcomes(proposed, style);
}

/// One line for each proposal: as expected or not, what it is, by what.
std::string suite_line(const ProposalResult& proposed, const Style& style) {
  const bool failed = proposed.failed();
  const bool unknown = !failed && proposed.verdict == ProposalVerdict::unknown;
  const char* word = failed ? "FAIL" : unknown ? "?" : "ok";
  const Assessment as = failed    ? Assessment::violated
                        : unknown ? Assessment::unknown
                                  : Assessment::holds;
  const std::string lead =
      fmt::format("{:<6}{:<15}", word, name(proposed.verdict));
  std::string text = proposed.proposal.name;
  if (proposed.verdict == ProposalVerdict::broken) {
    const RunResult* run = shown(proposed);
    text += fmt::format(": {} {}", run->error ? code(run->error->kind) : "",
                        run->question.case_name);
  }
  const std::string line = paragraph(lead, text);
  const std::size_t width = std::string_view(word).size();
  return paint(word, as, style) + line.substr(width);
}

std::string suite_head(const std::vector<ProposalResult>& all,
                       const Style& style) {
  std::size_t failed = 0, unknown = 0;
  for (const ProposalResult& proposed : all) {
    if (proposed.failed())
      ++failed;
    else if (proposed.verdict == ProposalVerdict::unknown)
      ++unknown;
  }
  const std::string word = failed ? "FAILED" : unknown ? "UNKNOWN" : "PASSED";
  const Assessment as = failed    ? Assessment::violated
                        : unknown ? Assessment::unknown
                                  : Assessment::holds;
  return paint(word, as, style) +
         fmt::format("  {}: {} as they should be, {} not, {} unknown\n",
                     counted(all.size(), "proposal"),
                     all.size() - failed - unknown, failed, unknown);
}

}  // namespace

std::string propose_text(const std::vector<ProposalResult>& all, bool suite,
                         const Style& style) {
  if (!suite && all.size() == 1)
    return in_full(all[0], style) + (style.quiet ? "" : notes(all));
  std::string out = suite_head(all, style) + "\n";
  for (const ProposalResult& proposed : all)
    if (!style.quiet || proposed.failed()) out += suite_line(proposed, style);
  for (const ProposalResult& proposed : all) {
    if (!proposed.failed()) continue;
    out += "\n" + proposed.proposal.where +
           (proposed.proposal.where.empty() ? "" : ": ") +
           proposed.proposal.name + "\n" + in_full(proposed, style);
  }
  return style.quiet ? out : out + "\n" + notes(all);
}

std::string propose_json(const std::vector<ProposalResult>& all,
                         const std::string& command_line) {
  Json json = study_json("propose", command_line);
  json["proposals"] = Json::array();
  for (const ProposalResult& proposed : all) {
    Json p;
    p["name"] = proposed.proposal.name;
    p["where"] = proposed.proposal.where;
    p["impl"] = proposed.proposal.impl;
    p["engine"] = proposed.engine;
    p["model"] = proposed.model;
    p["set"] = to_json(proposed.proposal.rows);
    p["verdict"] = name(proposed.verdict);
    p["expect"] = proposed.proposal.expect
                      ? Json(name(*proposed.proposal.expect))
                      : Json(nullptr);
    p["failed"] = proposed.failed();
    p["complaint"] = proposed.complaint;
    p["reason"] = proposed.reason;
    p["unpassed"] = proposed.unpassed;
    p["blind"] = proposed.blind;
    p["cases"] = Json::array();
    for (const OutcomeDiff& d : proposed.cases)
      p["cases"].push_back(case_json(d));
    json["proposals"].push_back(std::move(p));
  }
  return dumped(json);
}

}  // namespace vmalock::study

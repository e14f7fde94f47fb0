// The text and the JSON of proposals.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "harness/report/layout.h"
#include "harness/report/text.h"
#include "harness/result/document.h"
#include "harness/study/cost.h"
#include "harness/study/propose.h"

namespace vmalock::study {

namespace {

const std::string indent(15, ' ');

Judgement colour(ProposalVerdict v) {
  if (v == ProposalVerdict::broken) return Judgement::violated;
  return v == ProposalVerdict::unknown ? Judgement::unknown : Judgement::holds;
}

std::string names_of(const std::vector<const RunResult*>& runs) {
  std::vector<std::string> names;
  for (const RunResult* run : runs) names.push_back(run->case_name);
  return join(names, ", ");
}

/// The first with its error in words, the others with its code.
std::string killers(const std::vector<const RunResult*>& runs) {
  std::string text;
  for (const RunResult* run : runs) {
    const ErrorKind kind =
        run->error ? run->error->kind : ErrorKind::failed_requirement;
    if (text.empty())
      text =
          fmt::format("by {} ({} {})", run->case_name, code(kind), name(kind));
    else
      text += fmt::format("{}{} {}", run == runs[1] ? "; also " : ", ",
                          code(kind), run->case_name);
  }
  return text;
}

/// The case that the proposal names, or else the first that breaks.
const RunResult* shown(const Judged& judged) {
  const auto broken = judged.broken();
  for (const RunResult* run : broken)
    for (const std::string& wanted : judged.proposal.by)
      if (run->case_name == wanted) return run;
  return broken.empty() ? nullptr : broken.front();
}

std::string sentence(const Judged& judged) {
  const std::string cases = counted(judged.cases.size(), "case");
  switch (judged.verdict) {
    case ProposalVerdict::broken:
      return killers(judged.broken());
    case ProposalVerdict::no_difference:
      return fmt::format(
          "{}: the same outcomes with and without it, within the bound", cases);
    case ProposalVerdict::safe: {
      std::vector<std::string> changed;
      for (const OutcomeDiff& d : judged.cases)
        if (d.difference() == Difference::differ)
          changed.push_back(d.new_run.case_name);
      return fmt::format("{}: all hold within the bound; outcomes change in {}",
                         cases, join(changed, ", "));
    }
    case ProposalVerdict::unknown:
      return "because: " + judged.reason;
  }
  return "";
}

std::string remarks(const Judged& judged) {
  std::string out = paragraph(
      indent, fmt::format("{} of {} pass a changed site", judged.passed,
                          counted(judged.cases.size(), "case")));
  if (!judged.mended().empty())
    out += paragraph(indent, "mends " + names_of(judged.mended()));
  for (const OutcomeDiff& d : judged.cases)
    if (d.old_run.verdict == Verdict::violated &&
        d.new_run.verdict == Verdict::violated)
      out += paragraph(indent, d.new_run.case_name +
                                   " does not judge: it is violated without "
                                   "the change, too");
  for (const std::string& site : judged.unpassed)
    out += paragraph(indent,
                     "no case passes " + site + ": this says nothing about it");
  for (const std::string& blind : judged.blind)
    out += paragraph(indent, "not visible: " + blind);
  return out;
}

std::string costs(const Judged& judged) {
  std::string out;
  const OrderingTable table = default_orderings(*judged.impl);
  for (const Change& change : judged.proposal.changes) {
    const std::size_t i = site_index(*judged.impl, change.site).value();
    const SiteRow& row = site_row(*judged.impl, i);
    const Ordering to = with_changes(*judged.impl, {change})[i];
    out += paragraph(
        "cost           ",
        fmt::format("{} {} -> {}: {}", row.name, name(table[i]), name(to),
                    cost_text(row.primitive, table[i], to)));
  }
  return out;
}

std::string changed_outcomes(const Judged& judged, const Style& style) {
  std::vector<OutcomeDiff> changed;
  for (const OutcomeDiff& d : judged.cases)
    if (d.difference() == Difference::differ &&
        d.new_run.verdict == Verdict::holds &&
        d.old_run.verdict == Verdict::holds)
      changed.push_back(d);
  return changed.empty() ? "" : "\n" + diff_text(changed, style);
}

std::string notes(const std::vector<Judged>& all) {
  std::vector<std::string> texts;
  for (const Judged& judged : all)
    for (const OutcomeDiff& d : judged.cases)
      for (const std::string& note : d.new_run.notes)
        if (std::find(texts.begin(), texts.end(), note) == texts.end())
          texts.push_back(note);
  std::string out;
  for (const std::string& note : texts) out += paragraph("  - ", note);
  return out.empty() ? "" : "note: what this does not cover\n" + out;
}

std::string verdict_line(const Judged& judged, const Style& style) {
  const std::string word = name(judged.verdict);
  const std::string line =
      paragraph(pad_right(word, indent.size()),
                fmt::format("{}  {}  {} {}", judged.proposal.impl,
                            text_of(judged.proposal.changes, "  "),
                            judged.engine, judged.model));
  return paint(word, colour(judged.verdict), style) + line.substr(word.size());
}

std::string in_full(const Judged& judged, const Style& style) {
  std::string out = verdict_line(judged, style);
  if (!judged.complaint.empty()) out += paragraph(indent, judged.complaint);
  out += paragraph(indent, sentence(judged)) + remarks(judged) + costs(judged);
  if (!judged.proposal.why.empty())
    out += paragraph("why            ", judged.proposal.why);
  if (const RunResult* run = shown(judged))
    return out + "\n" + run_text(*run, style);
  return out + changed_outcomes(judged, style);
}

/// One line for each proposal: as expected or not, what it is, by what.
std::string suite_line(const Judged& judged, const Style& style) {
  const bool failed = judged.failed();
  const bool unknown = !failed && judged.verdict == ProposalVerdict::unknown;
  const char* word = failed ? "FAIL" : unknown ? "?" : "ok";
  const Judgement as = failed    ? Judgement::violated
                       : unknown ? Judgement::unknown
                                 : Judgement::holds;
  const std::string lead =
      fmt::format("{:<6}{:<15}", word, name(judged.verdict));
  std::string text = judged.proposal.name;
  if (judged.verdict == ProposalVerdict::broken) {
    const RunResult* run = shown(judged);
    text += fmt::format(": {} {}", run->error ? code(run->error->kind) : "",
                        run->case_name);
  }
  const std::string line = paragraph(lead, text);
  const std::size_t width = std::string_view(word).size();
  return paint(word, as, style) + line.substr(width);
}

std::string suite_head(const std::vector<Judged>& all, const Style& style) {
  std::size_t failed = 0, unknown = 0;
  for (const Judged& judged : all) {
    if (judged.failed())
      ++failed;
    else if (judged.verdict == ProposalVerdict::unknown)
      ++unknown;
  }
  const std::string word = failed ? "FAILED" : unknown ? "UNKNOWN" : "PASSED";
  const Judgement as = failed    ? Judgement::violated
                       : unknown ? Judgement::unknown
                                 : Judgement::holds;
  return paint(word, as, style) +
         fmt::format("  {}: {} as they should be, {} not, {} unknown\n",
                     counted(all.size(), "proposal"),
                     all.size() - failed - unknown, failed, unknown);
}

}  // namespace

std::string propose_text(const std::vector<Judged>& all, bool suite,
                         const Style& style) {
  if (!suite && all.size() == 1)
    return in_full(all[0], style) + (style.quiet ? "" : notes(all));
  std::string out = suite_head(all, style) + "\n";
  for (const Judged& judged : all)
    if (!style.quiet || judged.failed()) out += suite_line(judged, style);
  for (const Judged& judged : all) {
    if (!judged.failed()) continue;
    out += "\n" + judged.proposal.where +
           (judged.proposal.where.empty() ? "" : ": ") + judged.proposal.name +
           "\n" + in_full(judged, style);
  }
  return style.quiet ? out : out + "\n" + notes(all);
}

std::string propose_json(const std::vector<Judged>& all,
                         const std::string& command_line) {
  using Json = nlohmann::ordered_json;
  Json json;
  json["schema"] = 1;
  json["kind"] = "propose";
  json["tool"] = {{"name", "vmalock"},
                  {"version", new_document("", {}).tool.version},
                  {"command", command_line}};
  json["proposals"] = Json::array();
  for (const Judged& judged : all) {
    Json p;
    p["name"] = judged.proposal.name;
    p["where"] = judged.proposal.where;
    p["impl"] = judged.proposal.impl;
    p["engine"] = judged.engine;
    p["model"] = judged.model;
    p["set"] = Json::object();
    for (const Change& c : judged.proposal.changes)
      p["set"][c.site] = c.ordering;
    p["verdict"] = name(judged.verdict);
    p["expect"] = judged.proposal.expect ? Json(name(*judged.proposal.expect))
                                         : Json(nullptr);
    p["failed"] = judged.failed();
    p["complaint"] = judged.complaint;
    p["reason"] = judged.reason;
    p["unpassed"] = judged.unpassed;
    p["blind"] = judged.blind;
    p["cases"] = Json::array();
    for (const OutcomeDiff& d : judged.cases) {
      Json c;
      c["case"] = d.new_run.case_name;
      c["bound"] = d.new_run.bound;
      c["before"] = name(d.old_run.verdict);
      c["after"] = name(d.new_run.verdict);
      c["code"] = d.new_run.error ? code(d.new_run.error->kind) : "";
      c["replay"] = d.new_run.error ? d.new_run.error->replay : "";
      c["outcomes_gone"] = d.only_old.size();
      c["outcomes_new"] = d.only_new.size();
      p["cases"].push_back(std::move(c));
    }
    json["proposals"].push_back(std::move(p));
  }
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace vmalock::study

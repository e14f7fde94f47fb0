// SPDX-License-Identifier: MIT
// The text and the JSON of a repair.
#include <fmt/format.h>

#include "harness/report/layout.h"
#include "harness/study/cost.h"
#include "harness/study/orderings.h"
#include "harness/study/repair.h"
#include "harness/study/study_json.h"

namespace vmalock::study {

namespace {

const char* word(RepairVerdict v) {
  constexpr const char* words[] = {"HOLDS", "REPAIRED", "IMPOSSIBLE",
                                   "UNKNOWN"};
  return words[static_cast<std::size_t>(v)];
}

Assessment colour(RepairVerdict v) {
  if (v == RepairVerdict::unknown) return Assessment::unknown;
  return v == RepairVerdict::impossible ? Assessment::violated
                                        : Assessment::holds;
}

std::string one_repair(const RepairResult& result, const OrderingTable& table,
                       std::size_t number) {
  std::string out =
      fmt::format("\n{}  {}\n", number,
                  join(row_texts(*result.impl, result.table, table), ", "));
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (table[i] == result.table[i]) continue;
    const SiteRow& row = site_row(*result.impl, i);
    out += paragraph("   ", fmt::format("{}: {} -> {}", row.name,
                                        name(result.table[i]), name(table[i])));
    out += paragraph("      ",
                     cost_text(row.primitive, result.table[i], table[i]));
  }
  return out;
}

std::string hopeless(const RepairResult& result) {
  std::vector<std::string> cases;
  for (const std::size_t i : result.hopeless) cases.push_back(result.cases[i]);
  return fmt::format(
      "{} {} violated whatever the orderings of the rows that may change: the "
      "bug is in the steps, or in a row of the kernel facilities",
      join(cases, ", "), cases.size() == 1 ? "is" : "are");
}

std::string sentence(const RepairResult& result) {
  switch (result.verdict) {
    case RepairVerdict::holds:
      return fmt::format("all {} hold: nothing to repair",
                         counted(result.cases.size(), "case"));
    case RepairVerdict::repaired:
      return fmt::format(
          "all {} hold with the rows below, and with no fewer rows{}",
          counted(result.cases.size() - result.hopeless.size(),
                  result.hopeless.empty() ? "case" : "other case"),
          result.hopeless.empty() ? "" : "; " + hopeless(result));
    case RepairVerdict::impossible:
      return hopeless(result);
    case RepairVerdict::unknown:
      return "because: " + result.reason;
  }
  return "";
}

std::string next(const RepairResult& result) {
  const std::string impl(result.impl->name);
  if (result.verdict == RepairVerdict::impossible)
    return fmt::format("vmalock check --impl {} --case {}", impl,
                       result.cases[result.hopeless.front()]);
  if (result.repairs.empty()) return "";
  // Against the released table, as propose sees it.
  std::string text = "vmalock propose " + impl;
  const auto all = row_texts(*result.impl, default_orderings(*result.impl),
                             result.repairs.front());
  if (all.empty()) return "the repair is the released table";
  for (const std::string& change : all) text += " --set " + change;
  return text;
}

std::string notes(const RepairResult& result) {
  std::string out = "\nnote: what this does not cover\n";
  out += paragraph("  - ",
                   "stronger orderings only: a repair that changes a step may "
                   "be better");
  for (const std::string& note : result.notes) out += paragraph("  - ", note);
  return out;
}

}  // namespace

std::string repair_text(const RepairResult& result, const Style& style) {
  constexpr std::size_t shown = 6;
  std::string subject =
      fmt::format("{}  {} {}", result.impl->name, result.engine, result.model);
  const auto set =
      row_texts(*result.impl, default_orderings(*result.impl), result.table);
  if (!set.empty()) subject += "  " + join(set, " ");
  const std::string text = word(result.verdict);
  std::string out = paragraph(pad_right(text, 11), subject);
  out = paint(text, colour(result.verdict), style) + out.substr(text.size());
  const std::string indent(11, ' ');
  out += paragraph(indent, sentence(result));
  out += paragraph(indent, fmt::format("{}; {}", counted(result.runs, "run"),
                                       duration(result.seconds)));
  for (const Answer& a : result.failing)
    out += paragraph(indent,
                     fmt::format("before: {} {}", a.kind ? code(*a.kind) : "",
                                 result.cases[a.case_index]));
  for (std::size_t i = 0; i < std::min(result.repairs.size(), shown); ++i)
    out += one_repair(result, result.repairs[i], i + 1);
  if (result.repairs.size() > shown)
    out += fmt::format("\nand {} more of this size; --out json:FILE has all\n",
                       result.repairs.size() - shown);
  const std::string command = next(result);
  if (!command.empty()) out += "\n" + paragraph("next: ", command);
  return style.quiet ? out : out + notes(result);
}

std::string repair_json(const RepairResult& result,
                        const std::string& command_line) {
  Json json = study_json("repair", command_line);
  json["impl"] = result.impl->name;
  json["engine"] = result.engine;
  json["model"] = result.model;
  json["orderings"] = to_json(changed_rows(*result.impl, result.table));
  json["verdict"] = word(result.verdict);
  json["reason"] = result.reason;
  json["cases"] = result.cases;
  json["before"] = Json::array();
  for (const Answer& a : result.failing)
    json["before"].push_back({{"case", result.cases[a.case_index]},
                              {"code", a.kind ? code(*a.kind) : ""}});
  json["set_aside"] = Json::array();
  for (const std::size_t i : result.hopeless)
    json["set_aside"].push_back(result.cases[i]);
  json["repairs"] = Json::array();
  for (const OrderingTable& table : result.repairs)
    json["repairs"].push_back(rows_json(*result.impl, result.table, table));
  json["runs"] = result.runs;
  json["seconds"] = result.seconds;
  json["notes"] = result.notes;
  return dumped(json);
}

}  // namespace vmalock::study

// SPDX-License-Identifier: MIT
#include "harness/cli/patch_answer.h"

#include <algorithm>

#include "harness/study/sweep_json.h"

namespace vmalock::cli {

namespace {

using study::Json;

bool violated(const RunResult& run) { return run.verdict == Verdict::violated; }

/// A search ends at its first error, so a case that is violated either way
/// says nothing about the patch.
bool judges(const OutcomeDiff& diff) {
  return !violated(diff.old_run) || !violated(diff.new_run);
}

Json lines_json(const PatchAnswer& answer) {
  Json all = Json::array();
  for (const kernel_source::ChangedLine& line : answer.lines)
    all.push_back({{"file", line.file},
                   {"line", line.line},
                   {"reached", line.reached},
                   {"sites", line.sites}});
  return all;
}

Json sites_json(const PatchAnswer& answer) {
  Json all = Json::array();
  for (const OldOrdering& old : answer.sites) {
    const study::SweptSite* const swept = answer.swept(old.site);
    Json site;
    site["site"] = old.site;
    site["before"] = old.order ? Json(name(*old.order)) : Json(nullptr);
    site["sweep"] = swept ? study::site_json(*answer.sweep, *swept) : Json();
    all.push_back(std::move(site));
  }
  return all;
}

Json count_json(const std::optional<unsigned>& count) {
  return count ? Json(*count) : Json(nullptr);
}

Json cost_json(const kernel_source::CodeCost& cost) {
  Json functions = Json::array();
  for (const kernel_source::FunctionCost& one : cost.functions) {
    Json machines = Json::array();
    for (const kernel_source::MachineCost& m : one.machines)
      machines.push_back({{"machine", m.machine},
                          {"before", count_json(m.before)},
                          {"after", count_json(m.after)},
                          {"gone", m.gone},
                          {"added", m.added}});
    functions.push_back({{"function", one.function}, {"machines", machines}});
  }
  return {{"functions", functions}, {"missing", cost.missing}};
}

}  // namespace

std::vector<const OutcomeDiff*> PatchAnswer::of(bool violated_before,
                                                bool violated_after) const {
  std::vector<const OutcomeDiff*> found;
  for (const OutcomeDiff& diff : cases)
    if (violated(diff.old_run) == violated_before &&
        violated(diff.new_run) == violated_after)
      found.push_back(&diff);
  const auto steps = [](const OutcomeDiff* diff) {
    return diff->new_run.error ? diff->new_run.error->trace.size() : 0;
  };
  std::stable_sort(found.begin(), found.end(),
                   [&](const OutcomeDiff* a, const OutcomeDiff* b) {
                     return steps(a) < steps(b);
                   });
  return found;
}

std::vector<const OutcomeDiff*> PatchAnswer::differing() const {
  std::vector<const OutcomeDiff*> found;
  for (const OutcomeDiff* diff : of(false, false))
    if (diff->difference() == Difference::differ) found.push_back(diff);
  return found;
}

bool PatchAnswer::any_reached() const {
  return std::any_of(
      lines.begin(), lines.end(),
      [](const kernel_source::ChangedLine& line) { return line.reached; });
}

bool PatchAnswer::any(Difference what) const {
  return std::any_of(cases.begin(), cases.end(),
                     [what](const OutcomeDiff& diff) {
                       return judges(diff) && diff.difference() == what;
                     });
}

/// A patch of which nothing runs is not judged by what did not run.
std::string_view PatchAnswer::verdict() const {
  if (!broken().empty()) return broken_word;
  if (!any_reached() || any(Difference::unknown)) return unknown_word;
  return any(Difference::differ) ? "SAFE" : "NO DIFFERENCE";
}

const study::SweptSite* PatchAnswer::swept(const std::string& site) const {
  if (!sweep) return nullptr;
  const auto found = std::find_if(
      sweep->sites.begin(), sweep->sites.end(),
      [&](const study::SweptSite& one) { return one.row->name == site; });
  return found == sweep->sites.end() ? nullptr : &*found;
}

std::string patch_json(const PatchAnswer& answer,
                       const std::string& command_line) {
  Json json = study::study_json("patch", command_line);
  json["base"] = answer.base;
  json["impl"] = answer.impl;
  json["engine"] = answer.engine;
  json["model"] = answer.model;
  json["verdict"] = answer.verdict();
  json["cases"] = Json::array();
  for (const OutcomeDiff& diff : answer.cases)
    json["cases"].push_back(study::case_json(diff));
  json["lines"] = lines_json(answer);
  json["sites"] = sites_json(answer);
  json["not_swept"] = answer.not_swept;
  json["cost"] = cost_json(answer.cost);
  json["notes"] = answer.cases.empty() ? std::vector<std::string>()
                                       : answer.cases[0].new_run.notes;
  return study::dumped(json);
}

}  // namespace vmalock::cli

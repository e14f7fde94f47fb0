// SPDX-License-Identifier: MIT
// The JSON of a sweep; README.md documents the fields.
#include "harness/study/sweep_json.h"

namespace vmalock::study {

namespace {

Json changes(const Sweep& sweep, const OrderingTable& table) {
  return rows_json(*sweep.impl, sweep.table, table);
}

Json write(const Sweep& sweep, const Step& step) {
  Json json;
  json["to"] = name(step.to);
  json["fate"] = name(step.fate);
  json["by"] = Json::array();
  for (const Killing& k : step.by)
    json["by"].push_back(
        {{"case", sweep.cases[k.case_index]}, {"code", code(k.kind)}});
  json["why"] = step.why;
  return json;
}

Json write(const Sweep& sweep, const Frontier& sets) {
  Json json;
  json["complete"] = sets.complete;
  json["survive"] = Json::array();
  for (const OrderingTable& table : sets.holding)
    json["survive"].push_back(changes(sweep, table));
  json["break"] = Json::array();
  for (const Wall& wall : sets.walls)
    json["break"].push_back({{"set", changes(sweep, wall.table)},
                             {"case", sweep.cases[wall.case_index]},
                             {"code", code(wall.kind)}});
  return json;
}

}  // namespace

Json site_json(const Sweep& sweep, const SweptSite& site) {
  Json json;
  json["site"] = site.row->name;
  json["of"] = is_kernel_site(site.index) ? "kernel" : "lock";
  json["access"] = name(site.row->primitive);
  json["ordering"] = name(site.from);
  json["pairs_with"] = site.row->pairs_with;
  json["why"] = site.row->why;
  json["passed_by"] = Json::array();
  for (const std::size_t j : site.passed_by)
    json["passed_by"].push_back(sweep.cases[j]);
  json["weaker"] = Json::array();
  for (const Step& step : site.steps)
    json["weaker"].push_back(write(sweep, step));
  return json;
}

std::string sweep_json(const Sweep& sweep, const std::string& command_line) {
  Json json = study_json("sweep", command_line);
  json["impl"] = sweep.impl->name;
  json["engine"] = sweep.engine;
  json["model"] = sweep.model;
  json["orderings"] = to_json(changed_rows(*sweep.impl, sweep.table));
  json["complete"] = sweep.complete;
  json["reason"] = sweep.reason;
  json["runs"] = sweep.runs;
  json["seconds"] = sweep.seconds;
  json["notes"] = sweep.notes;
  json["cases"] = Json::array();
  for (std::size_t j = 0; j < sweep.cases.size(); ++j)
    json["cases"].push_back(
        {{"case", sweep.cases[j]}, {"bound", to_json(sweep.bounds[j])}});
  json["unfit"] = Json::array();
  for (const RunResult& run : sweep.unfit)
    json["unfit"].push_back(
        {{"case", run.question.case_name}, {"verdict", name(run.verdict)}});
  json["sites"] = Json::array();
  for (const SweptSite& site : sweep.sites)
    json["sites"].push_back(site_json(sweep, site));
  json["sets"] = sweep.with_sets ? write(sweep, sweep.sets) : Json(nullptr);
  return dumped(json);
}

}  // namespace vmalock::study

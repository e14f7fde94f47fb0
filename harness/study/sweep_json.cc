// The JSON of a sweep; README.md documents the fields.
#include <nlohmann/json.hpp>

#include "harness/result/document.h"
#include "harness/study/orderings.h"
#include "harness/study/sweep.h"

namespace vmalock::study {

namespace {

using Json = nlohmann::ordered_json;

Json changes(const Sweep& sweep, const OrderingTable& table,
             const OrderingTable& from) {
  Json json = Json::object();
  for (std::size_t i = 0; i < table.size(); ++i)
    if (table[i] != from[i])
      json[std::string(site_row(*sweep.impl, i).name)] = name(table[i]);
  return json;
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

Json write(const Sweep& sweep, const SweptSite& site) {
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

Json write(const Sweep& sweep, const Frontier& sets) {
  Json json;
  json["complete"] = sets.complete;
  json["survive"] = Json::array();
  for (const OrderingTable& table : sets.holding)
    json["survive"].push_back(changes(sweep, table, sweep.table));
  json["break"] = Json::array();
  for (const Wall& wall : sets.walls)
    json["break"].push_back({{"set", changes(sweep, wall.table, sweep.table)},
                             {"case", sweep.cases[wall.case_index]},
                             {"code", code(wall.kind)}});
  return json;
}

}  // namespace

std::string sweep_json(const Sweep& sweep, const std::string& command_line) {
  const Document document = new_document(command_line, {});
  Json json;
  json["schema"] = 1;
  json["kind"] = "sweep";
  json["tool"] = {{"name", "vmalock"},
                  {"version", document.tool.version},
                  {"command", command_line}};
  json["impl"] = sweep.impl->name;
  json["engine"] = sweep.engine;
  json["model"] = sweep.model;
  json["orderings"] =
      changes(sweep, sweep.table, default_orderings(*sweep.impl));
  json["complete"] = sweep.complete;
  json["reason"] = sweep.reason;
  json["runs"] = sweep.runs;
  json["seconds"] = sweep.seconds;
  json["notes"] = sweep.notes;
  json["cases"] = Json::array();
  for (std::size_t j = 0; j < sweep.cases.size(); ++j)
    json["cases"].push_back(
        {{"case", sweep.cases[j]}, {"bound", sweep.bounds[j]}});
  json["unfit"] = Json::array();
  for (const RunResult& run : sweep.unfit)
    json["unfit"].push_back(
        {{"case", run.case_name}, {"verdict", name(run.verdict)}});
  json["sites"] = Json::array();
  for (const SweptSite& site : sweep.sites)
    json["sites"].push_back(write(sweep, site));
  json["sets"] = sweep.with_sets ? write(sweep, sweep.sets) : Json(nullptr);
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace vmalock::study

#include "harness/report/sarif.h"

#include <fmt/format.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "harness/report/explain.h"
#include "harness/report/layout.h"
#include "harness/report/trace.h"
#include "harness/result/judgement.h"

namespace vmalock {

namespace {

using Json = nlohmann::ordered_json;

/// "file:57"; null if it is no place.
Json location(const std::string& where, const std::string& message) {
  const std::size_t colon = where.rfind(':');
  if (colon == std::string::npos) return nullptr;
  Json json;
  Json& physical = json["physicalLocation"];
  physical["artifactLocation"]["uri"] = where.substr(0, colon);
  physical["artifactLocation"]["uriBaseId"] = "SRCROOT";
  physical["region"]["startLine"] = std::atoi(where.c_str() + colon + 1);
  if (!message.empty()) json["message"]["text"] = message;
  return json;
}

Json flow(const Error& error) {
  Json steps = Json::array();
  for (std::size_t i = 0; i < error.trace.size(); ++i) {
    const TraceStep& step = error.trace[i];
    Json at = location(step.where,
                       cpu(step.thread) + ": " + with_flags_in_hex(step.what));
    if (at.is_null()) continue;
    Json json;
    json["location"] = std::move(at);
    json["executionOrder"] = i + 1;
    steps.push_back(std::move(json));
  }
  return steps;
}

Json result(const RunResult& run) {
  const Judgement judgement = judge(run);
  Json json;
  json["ruleId"] = run.error ? code(run.error->kind) : "MISSED";
  json["level"] = judgement == Judgement::expected ? "note" : "error";
  std::string subject = run.case_name + " on " + run.impl;
  for (const auto& [site, order] : run.orderings)
    subject += " " + site + "=" + order;
  json["message"]["text"] =
      subject + ": " +
      (run.error ? run.error->message
                 : "the known bug " + run.expected->bug + " was not found");
  json["locations"] = Json::array();
  json["partialFingerprints"]["question/v1"] =
      subject + " " + run.engine + " " + run.model;
  if (!run.error) return json;
  const Json at = location(run.error->where, "");
  if (!at.is_null()) json["locations"].push_back(at);
  Json steps = flow(*run.error);
  if (!steps.empty())
    json["codeFlows"][0]["threadFlows"][0]["locations"] = std::move(steps);
  if (!run.error->replay.empty())
    json["properties"]["replay"] = run.error->replay;
  return json;
}

Json rule(const char* id, const std::string& name, const std::string& text) {
  Json json;
  json["id"] = id;
  json["name"] = name;
  json["shortDescription"]["text"] = name;
  if (!text.empty()) json["fullDescription"]["text"] = text;
  return json;
}

}  // namespace

std::string sarif_report(const Document& document) {
  Json json;
  json["$schema"] =
      "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
      "sarif-schema-2.1.0.json";
  json["version"] = "2.1.0";
  Json& run = json["runs"][0];
  Json& driver = run["tool"]["driver"];
  driver["name"] = "vmalock";
  driver["version"] = document.tool.version;
  driver["rules"] = Json::array();
  for (unsigned i = 0; i < error_kinds; ++i) {
    const auto kind = static_cast<ErrorKind>(i);
    driver["rules"].push_back(rule(code(kind), name(kind), explain(kind)));
  }
  driver["rules"].push_back(rule("MISSED", "known bug not found", ""));
  run["results"] = Json::array();
  for (const RunResult& r : document.runs)
    if (r.error || judge(r) == Judgement::missed)
      run["results"].push_back(result(r));
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace vmalock

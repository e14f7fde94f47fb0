// SPDX-License-Identifier: MIT
#include "harness/report/sarif.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "harness/report/explain.h"
#include "harness/report/layout.h"
#include "harness/report/step_text.h"
#include "harness/report/words.h"
#include "harness/result/assessment.h"

namespace vmalock {

namespace {

using Json = nlohmann::ordered_json;

Json location(const Place& place, const std::string& message) {
  Json json;
  Json& physical = json["physicalLocation"];
  physical["artifactLocation"]["uri"] = place.file;
  physical["artifactLocation"]["uriBaseId"] = "SRCROOT";
  physical["region"]["startLine"] = place.line;
  if (!message.empty()) json["message"]["text"] = message;
  return json;
}

Json flow(const Error& error) {
  const std::vector<std::string> texts =
      step_texts(error.trace, error.locations);
  Json steps = Json::array();
  for (std::size_t i = 0; i < error.trace.size(); ++i) {
    const TraceStep& step = error.trace[i];
    if (!step.where.is_known()) continue;
    Json json;
    json["location"] = location(step.where, cpu(step.thread) + ": " + texts[i]);
    json["executionOrder"] = i + 1;
    steps.push_back(std::move(json));
  }
  return steps;
}

std::string seen_again(const RunResult& run) {
  const std::string token = replay_token(run);
  return token.empty() ? sighting_text(run) : token;
}

Json result(const RunResult& run) {
  const Assessment assessment = assess(run);
  Json json;
  json["ruleId"] = run.error ? code(run.error->kind) : "MISSED";
  json["level"] = assessment == Assessment::expected ? "note" : "error";
  const Question& q = run.question;
  std::string subject = q.case_name + " on " + q.impl;
  if (!q.orderings.empty()) subject += " " + text_of(q.orderings);
  json["message"]["text"] =
      subject + ": " +
      (run.error ? run.error->message
                 : "the known bug " + run.expected->bug + " was not found");
  json["locations"] = Json::array();
  json["partialFingerprints"]["question/v1"] =
      subject + " " + q.engine + " " + q.model;
  if (!run.error) return json;
  if (run.error->where.is_known())
    json["locations"].push_back(location(run.error->where, ""));
  Json steps = flow(*run.error);
  if (!steps.empty())
    json["codeFlows"][0]["threadFlows"][0]["locations"] = std::move(steps);
  const std::string seen = seen_again(run);
  if (!seen.empty()) json["properties"]["replay"] = seen;
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
    if (r.error || assess(r) == Assessment::missed)
      run["results"].push_back(result(r));
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace vmalock

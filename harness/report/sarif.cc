// SPDX-License-Identifier: MIT
#include "harness/report/sarif.h"

#include <fmt/format.h>

#include <cctype>
#include <nlohmann/json.hpp>

#include "harness/report/explain.h"
#include "harness/report/layout.h"
#include "harness/report/step_text.h"
#include "harness/report/words.h"
#include "harness/result/assessment.h"

namespace vmalock {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* source_root = "SRCROOT";
constexpr const char* vmalock_root = "VMALOCK";

/// Of a kernel tree's lock the cases are not in the tree.
const char* base_of(const RunResult& run, const std::string& file) {
  const bool ours = file.starts_with("cases/") ||
                    file.starts_with("harness/") || file.starts_with("impl/");
  return !run.question.build.empty() && ours ? vmalock_root : source_root;
}

/// Bytes that an URI may have stay as they are.
std::string file_uri(const std::string& folder) {
  std::string uri = "file://";
  for (const char c : folder)
    uri += std::isalnum(static_cast<unsigned char>(c)) ||
                   std::string_view("/-._~").find(c) != std::string_view::npos
               ? std::string(1, c)
               : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  return uri.ends_with('/') ? uri : uri + "/";
}

Json bases(const std::string& root) {
  Json json;
  json[source_root]["description"]["text"] =
      "the source that was checked: vmalock's tree, or the kernel's with "
      "--kernel-tree";
  if (!root.empty()) json[source_root]["uri"] = file_uri(root);
  json[vmalock_root]["description"]["text"] =
      "vmalock's tree, where its cases are, of a check of a kernel tree";
  return json;
}

Json location(const RunResult& run, const Place& place,
              const std::string& message) {
  Json json;
  Json& physical = json["physicalLocation"];
  physical["artifactLocation"]["uri"] = place.file;
  physical["artifactLocation"]["uriBaseId"] = base_of(run, place.file);
  physical["region"]["startLine"] = place.line;
  if (!message.empty()) json["message"]["text"] = message;
  return json;
}

Json flow(const RunResult& run) {
  const Error& error = *run.error;
  const std::vector<std::string> texts =
      step_texts(error.trace, error.locations);
  Json steps = Json::array();
  for (std::size_t i = 0; i < error.trace.size(); ++i) {
    const TraceStep& step = error.trace[i];
    if (!step.where.is_known()) continue;
    Json json;
    json["location"] =
        location(run, step.where, cpu(step.thread) + ": " + texts[i]);
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
  if (assessment == Assessment::expected) {
    Json suppression;
    suppression["kind"] = "external";
    suppression["status"] = "accepted";
    suppression["justification"] =
        "listed as " + run.expected->bug +
        " of this implementation (vmalock list bugs)";
    json["suppressions"] = Json::array({suppression});
  } else {
    json["suppressions"] = Json::array();
  }
  if (!run.error) return json;
  if (run.error->where.is_known())
    json["locations"].push_back(location(run, run.error->where, ""));
  Json steps = flow(run);
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

std::string sarif_report(const Document& document, const std::string& root) {
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
  run["originalUriBaseIds"] = bases(root);
  run["results"] = Json::array();
  for (const RunResult& r : document.runs)
    if (r.error || assess(r) == Assessment::missed)
      run["results"].push_back(result(r));
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace vmalock

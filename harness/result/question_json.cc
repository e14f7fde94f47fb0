// SPDX-License-Identifier: MIT
#include "harness/result/question_json.h"

namespace vmalock {

using Json = nlohmann::ordered_json;

Json to_json(const ChangedRows& rows) {
  Json json = Json::object();
  for (const auto& [site, order] : rows) json[site] = name(order);
  return json;
}

Json to_json(const Bound& bound) {
  return {{"readers", bound.readers},
          {"writers", bound.writers},
          {"rounds", bound.rounds}};
}

Json to_json(const Question& question) {
  Json json;
  json["case"] = question.case_name;
  json["impl"] = question.impl;
  json["engine"] = question.engine;
  json["model"] = question.model;
  json["orderings"] = to_json(question.orderings);
  json["bound"] = to_json(question.bound);
  json["search"] = question.search;
  if (!question.build.empty()) json["build"] = question.build;
  return json;
}

ChangedRows read_rows(const JsonReader& json, const char* key) {
  ChangedRows rows;
  json.members(key, [&](const std::string& site, const JsonReader& value) {
    const auto order = ordering_named(value.string());
    if (!order) value.refuse("is no ordering");
    rows.emplace(site, *order);
  });
  return rows;
}

Bound read_bound(const JsonReader& json) {
  return {json.number<unsigned>("readers"), json.number<unsigned>("writers"),
          json.number<unsigned>("rounds")};
}

Question read_question(const JsonReader& json) {
  Question question;
  question.case_name = json.text("case");
  question.impl = json.text("impl");
  question.engine = json.text("engine");
  question.model = json.text("model");
  question.orderings = read_rows(json, "orderings");
  question.bound = read_bound(json.field("bound"));
  question.search = json.text("search");
  if (json.optional_field("build")) question.build = json.text("build");
  return question;
}

}  // namespace vmalock

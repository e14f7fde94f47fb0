// SPDX-License-Identifier: MIT
#include "harness/study/study_json.h"

#include "harness/result/document.h"

namespace vmalock::study {

Json study_json(const char* kind, const std::string& command_line) {
  const Tool tool = new_document(command_line, {}).tool;
  Json json;
  json["schema"] = json_schema;
  json["kind"] = kind;
  json["tool"] = {{"name", "vmalock"},
                  {"version", tool.version},
                  {"compiler", tool.compiler},
                  {"command", tool.command}};
  return json;
}

Json rows_json(const ImplInfo& impl, const OrderingTable& from,
               const OrderingTable& to) {
  ChangedRows rows;
  for (std::size_t i = 0; i < to.size(); ++i)
    if (to[i] != from[i]) rows.emplace(site_row(impl, i).name, to[i]);
  return to_json(rows);
}

Json case_json(const OutcomeDiff& diff) {
  Json json;
  json["case"] = diff.new_run.question.case_name;
  json["bound"] = to_json(diff.new_run.question.bound);
  json["before"] = name(diff.old_run.verdict);
  json["after"] = name(diff.new_run.verdict);
  json["code"] = diff.new_run.error ? code(diff.new_run.error->kind) : "";
  json["replay"] = replay_token(diff.new_run);
  json["outcomes_gone"] = diff.only_old.size();
  json["outcomes_new"] = diff.only_new.size();
  return json;
}

std::string dumped(const Json& json) {
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace vmalock::study

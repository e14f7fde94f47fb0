// SPDX-License-Identifier: MIT
#include "harness/result/json.h"

#include <nlohmann/json.hpp>

#include "harness/result/assessment.h"
#include "harness/result/question_json.h"
#include "harness/result/run_json.h"

namespace vmalock {

namespace {

using Json = nlohmann::ordered_json;

Json number_or_null(int number) {
  return number < 0 ? Json(nullptr) : Json(number);
}

Json write(const Place& place) {
  if (!place.is_known()) return nullptr;
  return {{"file", place.file}, {"line", place.line}};
}

Json write(const Coverage& coverage) {
  Json json;
  json["kind"] = coverage_names[static_cast<std::size_t>(coverage.kind)];
  if (coverage.kind == Coverage::Kind::preemptions)
    json["preemptions"] = coverage.preemptions;
  return json;
}

Json write(const GraphEvent& event) {
  using enum graph::EventKind;
  Json json;
  json["kind"] = row(event.kind).json;
  json["order"] = name(event.order);
  json["location"] = number_or_null(event.location);
  if (event.reads()) {
    json["read"] = event.read;
    json["rf"] = number_or_null(event.rf);
    if (event.newest) json["newest"] = *event.newest;
  }
  if (event.writes()) {
    json["written"] = event.written;
    json["co"] = event.co;
  }
  if (event.waits) json["waits"] = true;
  if (event.kind == choose) json["of"] = event.of;
  if (event.kind == choose || event.kind == spawn || event.kind == join)
    json["number"] = event.number;
  if (event.kind == allocate || event.kind == deallocate)
    json["object"] = event.object;
  return json;
}

Json write(const GraphLocation& location) {
  Json json;
  json["name"] = location.name;
  json["initial"] = location.initial;
  json["plain"] = location.plain;
  json["width"] = location.width;
  return json;
}

Json write(const TraceStep& step) {
  Json json;
  // Before and after the threads there is no thread number.
  json["thread"] = step.thread == no_thread ? Json(nullptr) : Json(step.thread);
  json["site"] = step.site;
  json["where"] = write(step.where);
  json["function"] = step.function;
  if (step.event) {
    json["event"] = write(*step.event);
  } else {
    json["said"] = step.said;
    json["cell"] = step.cell;
    json["writes"] = step.writes;
  }
  return json;
}

Json write(const Sighting& sighting) {
  Json json;
  json["search"] = write(sighting.search);
  json["iteration"] = sighting.iteration;
  return json;
}

Json write(const RunResult& run, const Error& error) {
  Json json;
  json["code"] = code(error.kind);
  json["kind"] = name(error.kind);
  json["message"] = error.message;
  json["where"] = write(error.where);
  json["witness"] = error.witness;
  json["replay"] = replay_token(run);
  json["sighting"] = error.sighting ? write(*error.sighting) : Json(nullptr);
  json["shown_at"] = error.shown_at ? to_json(*error.shown_at) : Json(nullptr);
  json["trace"] = Json::array();
  for (const TraceStep& step : error.trace)
    json["trace"].push_back(write(step));
  json["locations"] = Json::array();
  for (const GraphLocation& location : error.locations)
    json["locations"].push_back(write(location));
  json["first"] = number_or_null(error.first);
  json["second"] = number_or_null(error.second);
  json["remedies"] = Json::array();
  for (const Remedy& remedy : error.remedies)
    json["remedies"].push_back(
        {{"rows", to_json(remedy.rows)}, {"verdict", name(remedy.verdict)}});
  json["remedies_tried"] = error.remedies_tried;
  json["machines"] = Json::array();
  for (const MachineAnswer& a : error.machines)
    json["machines"].push_back({{"machine", a.machine},
                                {"answer", name(a.answer)},
                                {"primitive", a.primitive}});
  return json;
}

Json write(const Expectation& expected) {
  Json json;
  json["bug"] = expected.bug;
  json["kinds"] = Json::array();
  for (const ErrorKind kind : expected.kinds)
    json["kinds"].push_back(name(kind));
  json["required"] = expected.required;
  return json;
}

Json write(const Depth& depth) {
  Json json;
  json["completed"] = Json::array();
  for (const Bound& bound : depth.completed)
    json["completed"].push_back(to_json(bound));
  json["stopped_at"] =
      depth.stopped_at ? to_json(*depth.stopped_at) : Json(nullptr);
  json["begun"] = depth.begun;
  return json;
}

Json write(const Outcome& outcome) {
  Json json;
  json["values"] = Json::object();
  for (const auto& [key, value] : outcome.values) json["values"][key] = value;
  json["count"] = outcome.count;
  if (!outcome.witness.empty()) json["witness"] = outcome.witness;
  return json;
}

/// One line without `indent`. A message may quote bytes that are no UTF-8:
/// replaced, never thrown away.
std::string text_of(const Json& json, int indent) {
  return json.dump(indent, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

Json to_json(const RunResult& run) {
  Json json;
  json["question"] = to_json(run.question);
  json["verdict"] = name(run.verdict);
  json["coverage"] = write(run.coverage);
  json["reason"] = run.reason;
  json["seed"] = run.seed;
  json["executions"] = run.executions;
  json["blocked"] = run.blocked;
  json["duplicates"] = run.duplicates;
  json["seconds"] = run.seconds;
  json["notes"] = run.notes;
  json["outcomes"] = Json::array();
  for (const Outcome& o : run.outcomes) json["outcomes"].push_back(write(o));
  json["expected"] = run.expected ? write(*run.expected) : Json(nullptr);
  json["hidden_bugs"] = Json::array();
  for (const HiddenBug& hidden : run.hidden)
    json["hidden_bugs"].push_back({{"bug", hidden.bug},
                                   {"shown_at", to_json(hidden.shown_at)},
                                   {"models", hidden.models}});
  if (run.asked) json["asked_bound"] = to_json(*run.asked);
  if (run.depth) json["depth"] = write(*run.depth);
  json["error"] = run.error ? write(run, *run.error) : Json(nullptr);
  return json;
}

Json json_head(const Document& document, const char* kind) {
  Json json;
  json["schema"] = json_schema;
  json["kind"] = kind;
  json["tool"]["name"] = "vmalock";
  json["tool"]["version"] = document.tool.version;
  json["tool"]["compiler"] = document.tool.compiler;
  json["tool"]["command"] = document.tool.command;
  json["host"]["os"] = document.host.os;
  json["host"]["machine"] = document.host.machine;
  json["host"]["cpus"] = document.host.cpus;
  return json;
}

std::string json_line(const Json& json) {
  constexpr int one_line = -1;
  return text_of(json, one_line);
}

std::string journal_head(const Document& document,
                         const std::vector<Question>& plan) {
  Json json = json_head(document, "journal");
  json["plan"] = Json::array();
  for (const Question& question : plan)
    json["plan"].push_back(to_json(question));
  return json_line(json);
}

std::string journal_line(const RunResult& run) {
  return json_line(to_json(run));
}

std::string to_json(const Document& document) {
  Json json = json_head(document, "runs");
  json["overall"] = name(overall(document.runs));
  json["runs"] = Json::array();
  for (const RunResult& run : document.runs)
    json["runs"].push_back(to_json(run));
  return text_of(json, 1);
}

}  // namespace vmalock

// SPDX-License-Identifier: MIT
// Result files, read and checked: json.h.
#include <algorithm>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string_view>
#include <utility>

#include "harness/base/check.h"
#include "harness/graph/clock.h"
#include "harness/result/assessment.h"
#include "harness/result/json.h"
#include "harness/result/question_json.h"
#include "harness/result/run_json.h"

namespace vmalock {

namespace {

using Json = nlohmann::ordered_json;
using Reader = JsonReader;

/// A number below `end`, or -1 if it is missing or null.
int read_index(const Reader& json, const char* key, std::size_t end) {
  const auto field = json.optional_field(key);
  if (!field) return -1;
  const int index = field->as<int>();
  if (index < 0 || static_cast<std::size_t>(index) >= end)
    field->refuse("is not below " + std::to_string(end));
  return index;
}

Verdict read_verdict(const Reader& json) {
  const auto verdict = verdict_named(json.string());
  if (!verdict) json.refuse("is not HOLDS, VIOLATED or UNKNOWN");
  return *verdict;
}

MachineAnswer::Answer read_answer(const Reader& json) {
  const auto answer = answer_named(json.string());
  if (!answer) json.refuse("is not allowed, forbidden, undecided or unmapped");
  return *answer;
}

ErrorKind read_kind(const Reader& json) {
  const auto kind = error_kind_named(json.string());
  if (!kind) json.refuse("is no kind of error (E01 to E12)");
  return *kind;
}

Place read_place(const Reader& json, const char* key) {
  const auto place = json.optional_field(key);
  if (!place) return {};
  return {place->text("file"), place->number<unsigned>("line")};
}

Coverage read_coverage(const Reader& json) {
  const std::string kind = json.text("kind");
  const auto* const found =
      std::find(std::begin(coverage_names), std::end(coverage_names), kind);
  if (found == std::end(coverage_names))
    json.field("kind").refuse("is no kind of coverage");
  Coverage coverage;
  coverage.kind = static_cast<Coverage::Kind>(found - coverage_names);
  if (coverage.kind == Coverage::Kind::preemptions)
    coverage.preemptions = json.number<unsigned>("preemptions");
  return coverage;
}

void read_values(const Reader& json, std::size_t steps, GraphEvent& event) {
  if (event.reads()) {
    event.read = json.number<std::int64_t>("read");
    event.rf = read_index(json, "rf", steps);
    if (const auto newest = json.optional_field("newest"))
      event.newest = newest->as<std::int64_t>();
  }
  if (event.writes()) {
    event.written = json.number<std::int64_t>("written");
    event.co = json.number<int>("co");
  }
}

GraphEvent read_event(const Reader& json, std::size_t steps,
                      std::size_t locations) {
  using enum graph::EventKind;
  GraphEvent event;
  const auto kind = graph_event_kind_named(json.text("kind"));
  if (!kind) json.field("kind").refuse("is no kind of event");
  event.kind = *kind;
  const auto order = ordering_named(json.text("order"));
  if (!order) json.field("order").refuse("is no ordering");
  event.order = *order;
  event.location = read_index(json, "location", locations);
  if ((event.reads() || event.writes()) && event.location < 0)
    json.refuse("is an access without a location");
  read_values(json, steps, event);
  if (json.optional_field("waits")) event.waits = json.truth("waits");
  if (event.kind == choose) event.of = json.number<unsigned>("of");
  if (event.kind == choose || event.kind == spawn || event.kind == join)
    event.number = json.number<unsigned>("number");
  if (event.kind == allocate || event.kind == deallocate)
    event.object = json.text("object");
  return event;
}

TraceStep read_step(const Reader& json, std::size_t steps,
                    std::size_t locations) {
  TraceStep step;
  const int thread = read_index(json, "thread", graph::max_threads);
  step.thread = thread < 0 ? no_thread : static_cast<unsigned>(thread);
  step.site = json.text("site");
  step.where = read_place(json, "where");
  step.function = json.text("function");
  if (const auto event = json.optional_field("event")) {
    step.event = read_event(*event, steps, locations);
  } else {
    step.said = json.text("said");
    step.cell = json.text("cell");
    step.writes = json.truth("writes");
  }
  return step;
}

/// What rf names must be a write of the same location, with that value.
void check_reads_from(const Reader& json, const Error& error) {
  for (std::size_t i = 0; i < error.trace.size(); ++i) {
    const auto& e = error.trace[i].event;
    if (!e || !e->reads() || e->rf < 0) continue;
    const auto& from = error.trace[static_cast<std::size_t>(e->rf)].event;
    if (!from || !from->writes() || from->location != e->location)
      json.refuse("step " + std::to_string(i) + " reads from step " +
                  std::to_string(e->rf) +
                  ", which does not write that location");
  }
}

Error read_error(const Reader& json) {
  Error error;
  error.kind = read_kind(json.field("code"));
  error.message = json.text("message");
  error.where = read_place(json, "where");
  error.witness = json.text("witness");
  if (const auto sighting = json.optional_field("sighting"))
    error.sighting = {read_coverage(sighting->field("search")),
                      sighting->number<std::uint64_t>("iteration")};
  if (const auto bound = json.optional_field("shown_at"))
    error.shown_at = read_bound(*bound);
  for (const Reader& l : json.elements("locations"))
    error.locations.push_back({l.text("name"),
                               l.number<std::int64_t>("initial"),
                               l.truth("plain"), l.number<unsigned>("width")});
  const std::vector<Reader> steps = json.elements("trace");
  for (const Reader& step : steps)
    error.trace.push_back(
        read_step(step, steps.size(), error.locations.size()));
  check_reads_from(json, error);
  error.first = read_index(json, "first", steps.size());
  error.second = read_index(json, "second", steps.size());
  for (const Reader& r : json.elements("remedies"))
    error.remedies.push_back(
        {read_rows(r, "rows"), read_verdict(r.field("verdict"))});
  error.remedies_tried = json.number<unsigned>("remedies_tried");
  for (const Reader& r : json.optional_elements("machines"))
    error.machines.push_back({r.text("machine"), read_answer(r.field("answer")),
                              r.text("primitive")});
  return error;
}

Expectation read_expectation(const Reader& json) {
  Expectation expected;
  expected.bug = json.text("bug");
  for (const Reader& kind : json.elements("kinds"))
    expected.kinds.add(read_kind(kind));
  expected.required = json.truth("required");
  return expected;
}

Depth read_depth(const Reader& json) {
  Depth depth;
  for (const Reader& bound : json.elements("completed"))
    depth.completed.push_back(read_bound(bound));
  if (const auto stopped_at = json.optional_field("stopped_at"))
    depth.stopped_at = read_bound(*stopped_at);
  depth.begun = json.truth("begun");
  if (depth.begun && !depth.stopped_at)
    json.refuse("was begun, and does not say what");
  return depth;
}

Outcome read_outcome(const Reader& json) {
  Outcome outcome;
  json.members("values", [&](const std::string& key, const Reader& value) {
    outcome.values[key] = value.as<std::int64_t>();
  });
  outcome.count = json.number<std::uint64_t>("count");
  outcome.witness = json.optional_text("witness");
  return outcome;
}

}  // namespace

RunResult read_run(const JsonReader& json) {
  RunResult run;
  run.question = read_question(json.field("question"));
  run.verdict = read_verdict(json.field("verdict"));
  run.coverage = read_coverage(json.field("coverage"));
  run.reason = json.text("reason");
  run.seed = json.number<std::uint64_t>("seed");
  run.executions = json.number<std::uint64_t>("executions");
  run.blocked = json.number<std::uint64_t>("blocked");
  run.duplicates = json.number<std::uint64_t>("duplicates");
  run.seconds = json.number<double>("seconds");
  for (const Reader& note : json.elements("notes"))
    run.notes.push_back(note.string());
  for (const Reader& outcome : json.elements("outcomes"))
    run.outcomes.push_back(read_outcome(outcome));
  if (const auto expected = json.optional_field("expected"))
    run.expected = read_expectation(*expected);
  for (const Reader& hidden : json.optional_elements("hidden_bugs"))
    run.hidden.push_back({hidden.text("bug"),
                          read_bound(hidden.field("shown_at")),
                          hidden.text("models")});
  if (const auto asked = json.optional_field("asked_bound"))
    run.asked = read_bound(*asked);
  if (const auto depth = json.optional_field("depth"))
    run.depth = read_depth(*depth);
  if (const auto error = json.optional_field("error"))
    run.error = read_error(*error);
  if ((run.verdict == Verdict::violated) != run.error.has_value())
    json.refuse(run.error ? "has an error and is not VIOLATED"
                          : "is VIOLATED and has no error");
  return run;
}

Json parsed_json(std::string_view text) {
  return Json::parse(text, nullptr, /*allow_exceptions=*/false);
}

Document read_json_head(const JsonReader& top) {
  const auto schema = top.number<std::int64_t>("schema");
  if (schema != json_schema)
    top.field("schema").refuse("is " + std::to_string(schema) +
                               ", this vmalock reads schema " +
                               std::to_string(json_schema));
  Document document;
  const Reader tool = top.field("tool");
  document.tool.version = tool.text("version");
  document.tool.compiler = tool.text("compiler");
  document.tool.command = tool.text("command");
  const Reader host = top.field("host");
  document.host.os = host.text("os");
  document.host.machine = host.text("machine");
  document.host.cpus = host.number<unsigned>("cpus");
  return document;
}

namespace {

bool is_kind(const Json& first_line, const char* kind) {
  return first_line.is_object() && first_line.contains("kind") &&
         first_line["kind"] == kind;
}

bool has(const std::vector<RunResult>& runs, const Question& question) {
  return std::any_of(runs.begin(), runs.end(), [&](const RunResult& run) {
    return run.question == question;
  });
}

Document read_journal(const Json& first_line, std::string_view lines,
                      const std::string& source) {
  const Reader top(first_line, source + ":1:");
  Document document = read_json_head(top);
  std::size_t number = 1;
  for (std::size_t end; (end = lines.find('\n')) != lines.npos;) {
    const Json line = parsed_json(lines.substr(0, end));
    const Reader reader(line, source + ":" + std::to_string(++number) + ":");
    if (line.is_discarded()) reader.refuse("is not JSON");
    RunResult run = read_run(reader);
    if (has(document.runs, run.question)) reader.refuse("is there twice");
    document.runs.push_back(std::move(run));
    lines.remove_prefix(end + 1);
  }
  // A check that deepens has more runs than its plan.
  for (const Reader& planned : top.elements("plan")) {
    RunResult lost;
    lost.question = read_question(planned);
    if (has(document.runs, lost.question)) continue;
    lost.verdict = Verdict::unknown;
    lost.reason = "vmalock ended before this run did";
    document.runs.push_back(std::move(lost));
  }
  return document;
}

}  // namespace

Document from_json(const std::string& text, const std::string& source) {
  const std::size_t first = text.find('\n');
  if (first != std::string::npos) {
    const Json line = parsed_json(text.substr(0, first));
    if (is_kind(line, "journal"))
      return read_journal(line, std::string_view(text).substr(first + 1),
                          source);
    if (is_kind(line, "checkpoint"))
      user_error(source + " is a checkpoint of `" +
                 Reader(line, source + ":1:").field("tool").text("command") +
                 "`; go on with that command and --resume " + source);
  }
  const Json json = parsed_json(text);
  const Reader top(json, source + ":");
  if (json.is_discarded()) top.refuse("is not JSON");
  Document document = read_json_head(top);
  if (top.text("kind") != "runs") top.field("kind").refuse("is not 'runs'");
  for (const Reader& run : top.elements("runs"))
    document.runs.push_back(read_run(run));
  const std::string all = name(overall(document.runs));
  // Files of before do not have it.
  if (top.optional_field("overall") && top.text("overall") != all)
    top.field("overall").refuse("is not what the runs amount to: " + all);
  return document;
}

Document read_json_file(const std::string& path) {
  std::ifstream file(path);
  if (!file)
    user_error("cannot read '" + path +
               "'; give a file written by `vmalock --out json:FILE`");
  std::ostringstream text;
  text << file.rdbuf();
  return from_json(text.str(), path);
}

}  // namespace vmalock

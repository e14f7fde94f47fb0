#include "harness/result/json.h"

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <utility>

#include "harness/base/check.h"

namespace vmalock {

namespace {

using Json = nlohmann::ordered_json;

Json number_or_null(int number) {
  return number < 0 ? Json(nullptr) : Json(number);
}

Json write(const GraphEvent& event) {
  Json json;
  json["kind"] = row(event.kind).json;
  json["order"] = name(event.order);
  json["location"] = number_or_null(event.location);
  if (event.reads()) {
    json["read"] = event.read;
    json["rf"] = number_or_null(event.rf);
  }
  if (event.writes()) {
    json["written"] = event.written;
    json["co"] = event.co;
  }
  if (event.waits) json["waits"] = true;
  return json;
}

Json write(const GraphLocation& location) {
  Json json;
  json["name"] = location.name;
  json["initial"] = location.initial;
  json["plain"] = location.plain;
  return json;
}

Json write(const Remedy& remedy) {
  Json json;
  json["rows"] = Json::object();
  for (const auto& [site, order] : remedy.rows) json["rows"][site] = order;
  json["verdict"] = name(remedy.verdict);
  return json;
}

Json write(const TraceStep& step) {
  Json json;
  // Before and after the threads there is no thread number.
  json["thread"] = step.thread == -1u ? Json(nullptr) : Json(step.thread);
  json["what"] = step.what;
  json["site"] = step.site;
  json["where"] = step.where;
  json["function"] = step.function;
  if (step.event) json["event"] = write(*step.event);
  return json;
}

Json write(const Error& error) {
  Json json;
  json["code"] = code(error.kind);
  json["kind"] = name(error.kind);
  json["message"] = error.message;
  json["where"] = error.where;
  json["replay"] = error.replay;
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
    json["remedies"].push_back(write(remedy));
  json["remedies_tried"] = error.remedies_tried;
  return json;
}

Json write(const Expectation& expected) {
  Json json;
  json["bug"] = expected.bug;
  json["kind"] = expected.kind;
  json["required"] = expected.required;
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

Json write(const RunResult& run) {
  Json json;
  json["case"] = run.case_name;
  json["impl"] = run.impl;
  json["engine"] = run.engine;
  json["model"] = run.model;
  json["orderings"] = Json::object();
  for (const auto& [site, order] : run.orderings)
    json["orderings"][site] = order;
  json["verdict"] = name(run.verdict);
  json["reason"] = run.reason;
  json["bound"] = run.bound;
  json["seed"] = run.seed;
  json["executions"] = run.executions;
  json["blocked"] = run.blocked;
  json["duplicates"] = run.duplicates;
  json["seconds"] = run.seconds;
  json["notes"] = run.notes;
  json["outcomes"] = Json::array();
  for (const Outcome& o : run.outcomes) json["outcomes"].push_back(write(o));
  json["expected"] = run.expected ? write(*run.expected) : Json(nullptr);
  json["error"] = run.error ? write(*run.error) : Json(nullptr);
  return json;
}

/// A value with its path, so that a complaint can say what is wrong where.
class Reader {
 public:
  Reader(const Json& json, std::string path)
      : json_(json), path_(std::move(path)) {}

  Reader field(const char* key) const {
    if (!json_.is_object()) refuse("is no object");
    const auto it = json_.find(key);
    if (it == json_.end()) refuse(std::string("has no field '") + key + "'");
    return {*it, path_ + "." + key};
  }
  /// A field that may be missing or null.
  std::optional<Reader> optional_field(const char* key) const {
    if (!json_.is_object()) refuse("is no object");
    const auto it = json_.find(key);
    if (it == json_.end() || it->is_null()) return std::nullopt;
    return Reader(*it, path_ + "." + key);
  }
  std::string text(const char* key) const {
    const Reader f = field(key);
    if (!f.json_.is_string()) f.refuse("is no string");
    return f.json_.get<std::string>();
  }
  std::string optional_text(const char* key) const {
    return optional_field(key) ? text(key) : std::string();
  }
  template <class T>
  T number(const char* key) const {
    return field(key).template as<T>();
  }
  template <class T>
  T as() const {
    if (!json_.is_number()) refuse("is no number");
    if constexpr (std::is_unsigned_v<T>)
      if (!json_.is_number_unsigned()) refuse("is no whole number above 0");
    if constexpr (std::is_integral_v<T>)
      if (!json_.is_number_integer()) refuse("is no whole number");
    return json_.get<T>();
  }
  bool truth(const char* key) const {
    const Reader f = field(key);
    if (!f.json_.is_boolean()) f.refuse("is not true or false");
    return f.json_.get<bool>();
  }
  std::vector<Reader> elements(const char* key) const {
    const Reader f = field(key);
    if (!f.json_.is_array()) f.refuse("is no array");
    std::vector<Reader> all;
    for (std::size_t i = 0; i < f.json_.size(); ++i)
      all.emplace_back(f.json_[i], f.path_ + "[" + std::to_string(i) + "]");
    return all;
  }
  /// Calls f(name, Reader) for every member of the object `key`.
  template <class F>
  void members(const char* key, F f) const {
    const Reader object = field(key);
    if (!object.json_.is_object()) object.refuse("is no object");
    for (const auto& [member, value] : object.json_.items())
      f(member, Reader(value, object.path_ + "." + member));
  }
  std::string string() const {
    if (!json_.is_string()) refuse("is no string");
    return json_.get<std::string>();
  }
  [[noreturn]] void refuse(const std::string& what) const {
    user_error(path_ + " " + what +
               "; give a file written by `vmalock --out json:FILE`");
  }

 private:
  const Json& json_;
  std::string path_;
};

/// A number below `end`, or -1 if it is missing or null.
int read_index(const Reader& json, const char* key, std::size_t end) {
  const auto field = json.optional_field(key);
  if (!field) return -1;
  const int index = field->as<int>();
  if (index < 0 || static_cast<std::size_t>(index) >= end)
    field->refuse("is not below " + std::to_string(end));
  return index;
}

Ordering read_ordering(const Reader& json) {
  const std::string text = json.string();
  for (std::size_t i = 0; i < ordering_names.size(); ++i)
    if (ordering_names[i] == text) return static_cast<Ordering>(i);
  json.refuse("is no ordering");
}

GraphEvent read_event(const Reader& json, std::size_t steps,
                      std::size_t locations) {
  GraphEvent event;
  const auto kind = graph_event_kind_named(json.text("kind"));
  if (!kind) json.field("kind").refuse("is no kind of event");
  event.kind = *kind;
  event.order = read_ordering(json.field("order"));
  event.location = read_index(json, "location", locations);
  if ((event.reads() || event.writes()) && event.location < 0)
    json.refuse("is an access without a location");
  if (event.reads()) {
    event.read = json.number<std::int64_t>("read");
    event.rf = read_index(json, "rf", steps);
  }
  if (event.writes()) {
    event.written = json.number<std::int64_t>("written");
    event.co = json.number<int>("co");
  }
  if (json.optional_field("waits")) event.waits = json.truth("waits");
  return event;
}

TraceStep read_step(const Reader& json) {
  TraceStep step;
  const auto thread = json.optional_field("thread");
  step.thread = thread ? thread->as<unsigned>() : -1u;
  step.what = json.text("what");
  step.site = json.optional_text("site");
  step.where = json.optional_text("where");
  step.function = json.optional_text("function");
  return step;
}

Remedy read_remedy(const Reader& json) {
  Remedy remedy;
  json.members("rows", [&](const std::string& site, const Reader& order) {
    remedy.rows[site] = order.string();
  });
  const auto verdict = verdict_named(json.text("verdict"));
  if (!verdict)
    json.field("verdict").refuse("is not HOLDS, VIOLATED or UNKNOWN");
  remedy.verdict = *verdict;
  return remedy;
}

Error read_error(const Reader& json) {
  Error error;
  const auto kind = error_kind_named(json.text("code"));
  if (!kind) json.field("code").refuse("is no error code (E01 to E11)");
  error.kind = *kind;
  error.message = json.text("message");
  error.where = json.optional_text("where");
  error.replay = json.optional_text("replay");
  if (json.optional_field("locations"))
    for (const Reader& l : json.elements("locations"))
      error.locations.push_back({l.text("name"),
                                 l.number<std::int64_t>("initial"),
                                 l.truth("plain")});
  const std::vector<Reader> steps = json.elements("trace");
  for (const Reader& step : steps) {
    error.trace.push_back(read_step(step));
    if (const auto event = step.optional_field("event"))
      error.trace.back().event =
          read_event(*event, steps.size(), error.locations.size());
  }
  error.first = read_index(json, "first", steps.size());
  error.second = read_index(json, "second", steps.size());
  if (json.optional_field("remedies"))
    for (const Reader& r : json.elements("remedies"))
      error.remedies.push_back(read_remedy(r));
  if (json.optional_field("remedies_tried"))
    error.remedies_tried = json.number<unsigned>("remedies_tried");
  return error;
}

RunResult read_run(const Reader& json) {
  RunResult run;
  run.case_name = json.text("case");
  run.impl = json.text("impl");
  run.engine = json.text("engine");
  run.model = json.text("model");
  json.members("orderings", [&](const std::string& site, const Reader& order) {
    run.orderings[site] = order.string();
  });
  const auto verdict = verdict_named(json.text("verdict"));
  if (!verdict)
    json.field("verdict").refuse("is not HOLDS, VIOLATED or UNKNOWN");
  run.verdict = *verdict;
  run.reason = json.optional_text("reason");
  run.bound = json.text("bound");
  if (json.optional_field("seed"))
    run.seed = json.number<std::uint64_t>("seed");
  run.executions = json.number<std::uint64_t>("executions");
  run.blocked = json.number<std::uint64_t>("blocked");
  run.duplicates = json.number<std::uint64_t>("duplicates");
  run.seconds = json.number<double>("seconds");
  if (json.optional_field("notes"))
    for (const Reader& note : json.elements("notes"))
      run.notes.push_back(note.string());
  for (const Reader& o : json.elements("outcomes")) {
    Outcome outcome;
    o.members("values", [&](const std::string& key, const Reader& value) {
      outcome.values[key] = value.as<std::int64_t>();
    });
    outcome.count = o.number<std::uint64_t>("count");
    outcome.witness = o.optional_text("witness");
    run.outcomes.push_back(std::move(outcome));
  }
  if (const auto expected = json.optional_field("expected"))
    run.expected = {expected->text("bug"), expected->optional_text("kind"),
                    expected->truth("required")};
  if (const auto error = json.optional_field("error"))
    run.error = read_error(*error);
  return run;
}

}  // namespace

std::string to_json(const Document& document) {
  Json json;
  json["schema"] = json_schema;
  json["tool"]["name"] = "vmalock";
  json["tool"]["version"] = document.tool.version;
  json["tool"]["compiler"] = document.tool.compiler;
  json["tool"]["command"] = document.tool.command;
  json["host"]["os"] = document.host.os;
  json["host"]["machine"] = document.host.machine;
  json["host"]["cpus"] = document.host.cpus;
  json["runs"] = Json::array();
  for (const RunResult& run : document.runs) json["runs"].push_back(write(run));
  // A message may quote bytes that are no UTF-8: replaced, never thrown away.
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Document from_json(const std::string& text, const std::string& source) {
  const Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  const Reader top(json, source + ":");
  if (json.is_discarded()) top.refuse("is not JSON");
  const int schema = top.number<int>("schema");
  if (schema != json_schema)
    top.field("schema").refuse("is " + std::to_string(schema) +
                               ", this vmalock reads schema 1");
  Document document;
  const Reader tool = top.field("tool");
  document.tool.version = tool.optional_text("version");
  document.tool.compiler = tool.optional_text("compiler");
  document.tool.command = tool.optional_text("command");
  const Reader host = top.field("host");
  document.host.os = host.optional_text("os");
  document.host.machine = host.optional_text("machine");
  if (host.optional_field("cpus"))
    document.host.cpus = host.number<unsigned>("cpus");
  for (const Reader& run : top.elements("runs"))
    document.runs.push_back(read_run(run));
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

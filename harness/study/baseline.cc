// SPDX-License-Identifier: MIT
#include "harness/study/baseline.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "harness/base/check.h"
#include "harness/report/layout.h"
#include "harness/report/text.h"
#include "harness/report/words.h"
#include "harness/result/json.h"
#include "harness/result/question_json.h"

namespace vmalock::study {

namespace {

using Json = nlohmann::ordered_json;
using Values = std::map<std::string, std::int64_t>;

constexpr const char* baseline_kind = "diff baseline";

std::string verdict_of(const RunResult& run) {
  std::string text = name(run.verdict);
  if (run.error) text += std::string(" ") + code(run.error->kind);
  return text;
}

/// Outcomes that the other side lacks for certain: its set is complete.
std::vector<Values> certain(const std::vector<Outcome>& only,
                            const RunResult& other) {
  std::vector<Values> all;
  if (other.verdict == Verdict::holds)
    for (const Outcome& o : only) all.push_back(o.values);
  return all;
}

const BaselineCase* find(const Baseline& baseline, const BaselineCase& wanted) {
  for (const BaselineCase& c : baseline.cases)
    if (c.case_name == wanted.case_name && c.bound == wanted.bound) return &c;
  return nullptr;
}

std::string subject(const BaselineCase& c) {
  return c.case_name + " (" + short_text(c.bound) + ")";
}

/// Lines for what stands in `now` and not in `before`.
void added(const std::vector<Values>& now, const std::vector<Values>& before,
           const std::string& lead, std::vector<std::string>& lines) {
  for (const Values& values : now)
    if (std::find(before.begin(), before.end(), values) == before.end())
      lines.push_back(lead + outcome_text({values, 1}));
}

void compare_case(const BaselineCase& was, const BaselineCase& is,
                  std::vector<std::string>& lines) {
  const std::string who = subject(is) + ": ";
  if (was.old_verdict != is.old_verdict)
    lines.push_back(fmt::format("{}the old one was {} and is {}", who,
                                was.old_verdict, is.old_verdict));
  if (was.new_verdict != is.new_verdict)
    lines.push_back(fmt::format("{}the new one was {} and is {}", who,
                                was.new_verdict, is.new_verdict));
  added(is.only_old, was.only_old, who + "not recorded, only old: ", lines);
  added(is.only_new, was.only_new, who + "not recorded, only new: ", lines);
  added(was.only_old, is.only_old,
        who + "recorded and gone, only old: ", lines);
  added(was.only_new, is.only_new,
        who + "recorded and gone, only new: ", lines);
}

void same_question(const Baseline& accepted, const Baseline& found) {
  const auto same = [](const char* what, const std::string& recorded,
                       const std::string& now) {
    if (recorded != now)
      user_error(fmt::format(
          "--baseline: it was recorded with {} '{}' and this is '{}'; run "
          "with the same options, or record another with --record FILE",
          what, recorded, now));
  };
  same("OLD", accepted.old_impl, found.old_impl);
  same("NEW", accepted.question.impl, found.question.impl);
  same("the engine", accepted.question.engine, found.question.engine);
  same("the model", accepted.question.model, found.question.model);
  same("the orderings", text_of(accepted.question.orderings),
       text_of(found.question.orderings));
}

Json write(const std::vector<Values>& all) {
  Json json = Json::array();
  for (const Values& values : all) {
    Json object = Json::object();
    for (const auto& [key, value] : values) object[key] = value;
    json.push_back(std::move(object));
  }
  return json;
}

std::vector<Values> read_outcomes(const JsonReader& json, const char* key) {
  std::vector<Values> all;
  for (const JsonReader& outcome : json.elements(key)) {
    Values values;
    outcome.each([&](const std::string& name, const JsonReader& value) {
      values[name] = value.as<std::int64_t>();
    });
    all.push_back(std::move(values));
  }
  return all;
}

Baseline from(const JsonReader& json) {
  if (json.text("kind") != baseline_kind ||
      json.number<std::int64_t>("schema") != json_schema)
    json.refuse("is no baseline of schema " + std::to_string(json_schema));
  Baseline b;
  b.old_impl = json.text("old");
  b.question.impl = json.text("new");
  b.question.engine = json.text("engine");
  b.question.model = json.text("model");
  b.question.orderings = read_rows(json, "orderings");
  for (const JsonReader& c : json.elements("cases"))
    b.cases.push_back({c.text("case"), read_bound(c.field("bound")),
                       c.text("old"), c.text("new"),
                       read_outcomes(c, "only_old"),
                       read_outcomes(c, "only_new")});
  return b;
}

}  // namespace

Baseline baseline_of(std::span<const OutcomeDiff> diffs) {
  CHECK(!diffs.empty());
  Baseline b;
  b.old_impl = diffs[0].old_run.question.impl;
  b.question = diffs[0].new_run.question;
  b.question.case_name.clear();
  b.question.search.clear();
  b.question.bound = {};
  for (const OutcomeDiff& d : diffs)
    b.cases.push_back({d.new_run.question.case_name, d.new_run.question.bound,
                       verdict_of(d.old_run), verdict_of(d.new_run),
                       certain(d.only_old, d.new_run),
                       certain(d.only_new, d.old_run)});
  return b;
}

std::string to_json(const Baseline& b) {
  Json json;
  json["schema"] = json_schema;
  json["kind"] = baseline_kind;
  json["old"] = b.old_impl;
  json["new"] = b.question.impl;
  json["engine"] = b.question.engine;
  json["model"] = b.question.model;
  json["orderings"] = to_json(b.question.orderings);
  json["cases"] = Json::array();
  for (const BaselineCase& c : b.cases) {
    Json one;
    one["case"] = c.case_name;
    one["bound"] = to_json(c.bound);
    one["old"] = c.old_verdict;
    one["new"] = c.new_verdict;
    one["only_old"] = write(c.only_old);
    one["only_new"] = write(c.only_new);
    json["cases"].push_back(std::move(one));
  }
  return json.dump(1) + "\n";
}

namespace {
constexpr const char* how =
    "; write one with `vmalock diff OLD NEW --record FILE`";
}

Baseline read_baseline(const std::string& path) {
  std::ifstream file(path);
  if (!file) user_error("--baseline: cannot read '" + path + "'" + how);
  return parse_baseline({std::istreambuf_iterator<char>(file), {}}, path);
}

Baseline parse_baseline(const std::string& text, const std::string& path) {
  try {
    const Json json = Json::parse(text);
    return from(JsonReader(json, "--baseline " + path + ":", how));
  } catch (const Json::exception& error) {
    // The library says the line and column.
    user_error("--baseline '" + path + "': " + error.what() + how);
  }
}

BaselineDiff compare(const Baseline& accepted, const Baseline& found,
                     bool some) {
  same_question(accepted, found);
  BaselineDiff changes;
  changes.cases = found.cases.size();
  for (const BaselineCase& is : found.cases) {
    if (const BaselineCase* was = find(accepted, is))
      compare_case(*was, is, changes.lines);
    else
      changes.lines.push_back(subject(is) + ": not recorded");
  }
  if (some) return changes;
  for (const BaselineCase& was : accepted.cases)
    if (!find(found, was))
      changes.lines.push_back(subject(was) + ": recorded, and was not run");
  return changes;
}

std::string baseline_text(const BaselineDiff& changes, const std::string& path,
                          const Style& style) {
  if (changes.lines.empty())
    return paint("AS RECORDED", Assessment::holds, style) + "  " +
           counted(changes.cases, "case") + " against " + path + "\n";
  std::string out = paint("CHANGED", Assessment::violated, style) + "  " +
                    counted(changes.cases, "case") + " against " + path + ": " +
                    counted(changes.lines.size(), "change") + "\n";
  for (const std::string& line : changes.lines) out += paragraph("  - ", line);
  return out + "next: if they are meant, record them: --record " + path + "\n";
}

}  // namespace vmalock::study

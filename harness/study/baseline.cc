#include "harness/study/baseline.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "harness/base/check.h"
#include "harness/report/layout.h"
#include "harness/report/text.h"

namespace vmalock::study {

namespace {

using Json = nlohmann::ordered_json;
using Values = std::map<std::string, std::int64_t>;

constexpr int baseline_schema = 1;
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
  return c.case_name + " (" + short_bound(c.bound) + ")";
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
  const auto text = [](const std::map<std::string, std::string>& orderings) {
    std::string all;
    for (const auto& [site, order] : orderings)
      all += (all.empty() ? "" : " ") + site + "=" + order;
    return all;
  };
  same("OLD", accepted.old_impl, found.old_impl);
  same("NEW", accepted.new_impl, found.new_impl);
  same("the engine", accepted.engine, found.engine);
  same("the model", accepted.model, found.model);
  same("the orderings", text(accepted.orderings), text(found.orderings));
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

Baseline from(const Json& json) {
  Baseline b;
  b.old_impl = json.at("old").get<std::string>();
  b.new_impl = json.at("new").get<std::string>();
  b.engine = json.at("engine").get<std::string>();
  b.model = json.at("model").get<std::string>();
  for (const auto& [site, order] : json.at("orderings").items())
    b.orderings[site] = order.get<std::string>();
  for (const Json& c : json.at("cases")) {
    BaselineCase one;
    one.case_name = c.at("case").get<std::string>();
    one.bound = c.at("bound").get<std::string>();
    one.old_verdict = c.at("old").get<std::string>();
    one.new_verdict = c.at("new").get<std::string>();
    for (const Json& values : c.at("only_old"))
      one.only_old.push_back(values.get<Values>());
    for (const Json& values : c.at("only_new"))
      one.only_new.push_back(values.get<Values>());
    b.cases.push_back(std::move(one));
  }
  return b;
}

}  // namespace

Baseline baseline_of(std::span<const OutcomeDiff> diffs) {
  CHECK(!diffs.empty());
  Baseline b;
  const RunResult& first = diffs[0].new_run;
  b.old_impl = diffs[0].old_run.impl;
  b.new_impl = first.impl;
  b.engine = first.engine;
  b.model = first.model;
  b.orderings = first.orderings;
  for (const OutcomeDiff& d : diffs)
    b.cases.push_back({d.new_run.case_name, d.new_run.bound,
                       verdict_of(d.old_run), verdict_of(d.new_run),
                       certain(d.only_old, d.new_run),
                       certain(d.only_new, d.old_run)});
  return b;
}

std::string to_json(const Baseline& b) {
  Json json;
  json["schema"] = baseline_schema;
  json["kind"] = baseline_kind;
  json["old"] = b.old_impl;
  json["new"] = b.new_impl;
  json["engine"] = b.engine;
  json["model"] = b.model;
  json["orderings"] = Json::object();
  for (const auto& [site, order] : b.orderings) json["orderings"][site] = order;
  json["cases"] = Json::array();
  for (const BaselineCase& c : b.cases) {
    Json one;
    one["case"] = c.case_name;
    one["bound"] = c.bound;
    one["old"] = c.old_verdict;
    one["new"] = c.new_verdict;
    one["only_old"] = write(c.only_old);
    one["only_new"] = write(c.only_new);
    json["cases"].push_back(std::move(one));
  }
  return json.dump(1) + "\n";
}

Baseline read_baseline(const std::string& path) {
  std::ifstream file(path);
  const std::string how =
      "; write one with `vmalock diff OLD NEW --record FILE`";
  if (!file) user_error("--baseline: cannot read '" + path + "'" + how);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  try {
    const Json json = Json::parse(text);
    if (json.at("kind") != baseline_kind ||
        json.at("schema") != baseline_schema)
      user_error("--baseline '" + path + "' is no baseline of schema 1" + how);
    return from(json);
  } catch (const Json::exception& error) {
    // The library says the line and column, or the key that is missing.
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
    return paint("AS RECORDED", Judgement::holds, style) + "  " +
           counted(changes.cases, "case") + " against " + path + "\n";
  std::string out = paint("CHANGED", Judgement::violated, style) + "  " +
                    counted(changes.cases, "case") + " against " + path + ": " +
                    counted(changes.lines.size(), "change") + "\n";
  for (const std::string& line : changes.lines) out += paragraph("  - ", line);
  return out + "next: if they are meant, record them: --record " + path + "\n";
}

}  // namespace vmalock::study

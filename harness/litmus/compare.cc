// SPDX-License-Identifier: MIT
#include "harness/litmus/compare.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "harness/base/check.h"
#include "harness/litmus/machine.h"

namespace vmalock::litmus {
namespace {

std::vector<std::string> split(const std::string& line, char separator) {
  std::vector<std::string> fields;
  std::size_t begin = 0;
  while (true) {
    const std::size_t end = line.find(separator, begin);
    fields.push_back(line.substr(begin, end - begin));
    if (end == std::string::npos) return fields;
    begin = end + 1;
  }
}

class Columns {
 public:
  Columns(const std::string& path, const std::string& header)
      : path_(path), names_(split(header, '\t')) {}
  std::size_t operator()(std::string_view name) const {
    const auto found = std::find(names_.begin(), names_.end(), name);
    if (found == names_.end())
      user_error(
          fmt::format("{}:1: no column '{}'; name a table with the "
                      "columns file, model, observation, states, "
                      "verdict, flags and notes",
                      path_, name));
    return static_cast<std::size_t>(found - names_.begin());
  }

 private:
  std::string path_;
  std::vector<std::string> names_;
};

/// The models of the table that answer for a model of ours, best first.
std::vector<std::string> row_models(Dialect dialect, std::string_view model) {
  if (find_machine(model) != nullptr) return {std::string(model)};
  if (dialect == Dialect::kernel)
    return is_lkmm(model) ? std::vector<std::string>{"lkmm"}
                          : std::vector{"lkmm-" + std::string(model)};
  if (model == "rc11") return {"rc11-cxx20rs", "rc11"};
  if (model == "tso") return {"tso-x86map"};
  return {std::string(model)};
}

Variable variable_named(const LitmusTest& test, const std::string& name) {
  const std::size_t colon = name.find(':');
  const auto index_in = [&](const std::vector<std::string>& names,
                            const std::string& n) {
    const auto found = std::find(names.begin(), names.end(), n);
    if (found == names.end())
      user_error(fmt::format("{}: the table names '{}', the test does not",
                             test.file, name));
    return static_cast<unsigned>(found - names.begin());
  };
  if (colon == std::string::npos)
    return {false, 0, index_in(test.program.locations, name)};
  const auto thread = static_cast<unsigned>(std::stoul(name.substr(0, colon)));
  CHECK(thread < test.program.threads.size());
  return {
      true, thread,
      index_in(test.program.threads[thread].registers, name.substr(colon + 1))};
}

std::string text_of(const std::vector<std::string>& variables,
                    const std::vector<std::string>& values) {
  std::string text;
  for (std::size_t i = 0; i < variables.size(); ++i)
    text += fmt::format("{}{}={};", i == 0 ? "" : " ", variables[i], values[i]);
  return text;
}

}  // namespace

ExpectedTable::ExpectedTable(const std::string& path) {
  std::ifstream in(path);
  std::string line;
  if (!in || !std::getline(in, line))
    user_error(
        fmt::format("cannot read {}; name a table of expected states "
                    "(TSV)",
                    path));
  const Columns column(path, line);
  const std::size_t file = column("file"), model = column("model"),
                    observed = column("observation"), states = column("states"),
                    verdict = column("verdict"), flags = column("flags"),
                    notes = column("notes");
  for (int number = 2; std::getline(in, line); ++number) {
    if (line.empty()) continue;
    const std::vector<std::string> fields = split(line, '\t');
    const auto json =
        fields.size() > notes
            ? nlohmann::json::parse(fields[states], nullptr, false)
            : nlohmann::json();
    if (!json.is_object())
      user_error(
          fmt::format("{}:{}: not a row of expected states; write "
                      "{{\"v\":[…],\"s\":[[…],…]}} in the column "
                      "'states'",
                      path, number));
    ExpectedRow row;
    row.observation = fields[observed];
    row.variables = json.at("v").get<std::vector<std::string>>();
    for (const auto& state : json.at("s")) {
      std::vector<std::string>& values = row.states.emplace_back();
      for (const auto& value : state)
        values.push_back(value.is_string() ? value.get<std::string>()
                                           : value.dump());
    }
    row.race = fields[verdict].find("Undef") != std::string::npos ||
               fields[flags].find("data-race") != std::string::npos;
    const std::vector<std::string> note_words = split(fields[notes], ',');
    row.cas = std::find(note_words.begin(), note_words.end(), "cas") !=
              note_words.end();
    rows_[{fields[file], fields[model]}] = std::move(row);
  }
}

const ExpectedRow* ExpectedTable::find(const LitmusTest& test,
                                       std::string_view model) const {
  for (const std::string& row_model : row_models(test.dialect, model)) {
    std::string file = test.file;
    while (true) {
      const auto found = rows_.find({file, row_model});
      if (found != rows_.end()) return &found->second;
      const std::size_t slash = file.find('/');
      if (slash == std::string::npos) break;
      file.erase(0, slash + 1);
    }
  }
  return nullptr;
}

Comparison compare(const ExpectedTable& table, const LitmusTest& test,
                   std::string_view model, const TestResult& result) {
  using Kind = Comparison::Kind;
  const ExpectedRow* row = table.find(test, model);
  if (row == nullptr) return {Kind::not_compared, "the table has no row"};
  const bool model_has_races = model == "rc11" || is_lkmm(model);
  if (row->race && !model_has_races)
    return {Kind::not_compared, "it has a race, and the states mean nothing"};
  if (row->race != result.race)
    return {Kind::differs, row->race ? "no race found; expected one"
                                     : "a race:\n" + result.race_text};
  if (row->race) return {Kind::race, ""};
  if (row->cas && model == "tso" && test.dialect == Dialect::c11)
    return {Kind::not_compared, "a failed compare-exchange is a barrier"};

  std::vector<Variable> variables;
  for (const std::string& v : row->variables)
    variables.push_back(variable_named(test, v));
  std::set<std::vector<std::string>> ours;
  for (const auto& [state, executions] : result.states) {
    if (test.filter && !holds(*test.filter, state)) continue;
    std::vector<std::string> values;
    for (const Variable& v : variables)
      values.push_back(value_text(test, value_of(v, state)));
    ours.insert(std::move(values));
  }
  const std::set<std::vector<std::string>> theirs(row->states.begin(),
                                                  row->states.end());
  std::string text;
  for (const auto& s : theirs)
    if (!ours.contains(s))
      text += "  missing  " + text_of(row->variables, s) + '\n';
  for (const auto& s : ours)
    if (!theirs.contains(s))
      text += "  extra    " + text_of(row->variables, s) + '\n';
  const std::string_view observed = observation(count(test, result));
  if (text.empty() && observed != row->observation)
    text =
        fmt::format("  observed {}, expected {}\n", observed, row->observation);
  return {text.empty() ? Kind::equal : Kind::differs, text};
}

}  // namespace vmalock::litmus

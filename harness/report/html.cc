// SPDX-License-Identifier: MIT
#include "harness/report/html.h"

#include <nlohmann/json.hpp>
#include <set>

#include "harness/report/execution_view.h"
#include "harness/report/explain.h"
#include "harness/report/html_page.h"
#include "harness/report/layout.h"
#include "harness/report/step_text.h"
#include "harness/report/text.h"
#include "harness/report/trace.h"
#include "harness/report/why.h"
#include "harness/report/words.h"
#include "harness/result/assessment.h"
#include "harness/result/json.h"

namespace vmalock {

namespace {

using Json = nlohmann::ordered_json;

Json edges(const Error& error, const std::vector<bool>& shown) {
  Json all = Json::array();
  for (const GraphEdge& e : edges_between(error, shown))
    all.push_back({name(e.kind), e.from, e.to});
  return all;
}

/// What the page would have to work out: kept here, where it is tested.
Json view(const RunResult& run) {
  const Error& error = *run.error;
  const std::vector<bool> told = telling_steps(error);
  Json json;
  json["telling"] = Json::array();
  for (std::size_t i = 0; i < told.size(); ++i)
    if (told[i]) json["telling"].push_back(i);
  json["edges"] = edges(error, told);
  json["all_edges"] = edges(error, std::vector<bool>(told.size(), true));
  json["texts"] = Json::array();
  for (const std::string& text : step_texts(error.trace, error.locations))
    json["texts"].push_back(text);
  json["functions"] = Json::array();
  for (const TraceStep& step : error.trace)
    json["functions"].push_back(kernel_name(step.function));
  json["why"] = Json::array();
  for (const std::string& line : why(run)) json["why"].push_back(line);
  json["machines"] = machines_text(error);
  json["remedies"] = Json::array();
  for (const std::string& line : remedies(run))
    json["remedies"].push_back(line);
  json["explain"] = explain(error.kind);
  return json;
}

void add_sources(const Error& error, const SourceReader& read, Json& sources,
                 std::set<std::string>& seen) {
  for (const TraceStep& step : error.trace) {
    const std::string& path = step.where.file;
    if (path.empty() || !seen.insert(path).second) continue;
    if (const auto text = read(path)) sources[path] = *text;
  }
}

void replace(std::string& text, const std::string& mark,
             const std::string& value) {
  const std::size_t at = text.find(mark);
  CHECK(at != std::string::npos);
  text.replace(at, mark.size(), value);
}

}  // namespace

std::string html_data(const Document& document, const SourceReader& read) {
  Json json = Json::parse(to_json(document));
  Json sources = Json::object();
  std::set<std::string> seen;
  for (std::size_t i = 0; i < document.runs.size(); ++i) {
    const RunResult& run = document.runs[i];
    Json& entry = json["runs"][i];
    entry["assessment"] = name(assess(run));
    std::string bound = bound_text(run);
    for (const HiddenBug& hidden : run.hidden)
      bound += "; known bug " + text_of(hidden);
    entry["bound"] = bound;
    if (!run.error) continue;
    entry["view"] = view(run);
    add_sources(*run.error, read, sources, seen);
  }
  json["sources"] = std::move(sources);
  std::string text =
      json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
  // "</script>" in a source must not end the element that holds the data, nor
  // "<!--" begin a part of it that another one ends.
  for (std::size_t at = 0; (at = text.find("</", at)) != std::string::npos;)
    text.replace(at, 2, "<\\/");
  for (std::size_t at = 0; (at = text.find("<!", at)) != std::string::npos;)
    text.replace(at, 2, "<\\u0021");
  return text;
}

std::string html_report(const Document& document, const SourceReader& read) {
  std::string page = html_page;
  replace(page, "/*STYLE*/", html_style);
  replace(page, "/*SCRIPT*/", html_script);
  replace(page, "/*DATA*/", html_data(document, read));
  return page;
}

}  // namespace vmalock

// SPDX-License-Identifier: MIT
#include "harness/report/html.h"

#include <nlohmann/json.hpp>
#include <set>

#include "harness/report/execution_view.h"
#include "harness/report/explain.h"
#include "harness/report/html_page.h"
#include "harness/report/packed.h"
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
  Json json;
  json["telling"] = told_steps(error);
  std::vector<bool> told(error.trace.size());
  for (const std::size_t i : json["telling"]) told[i] = true;
  json["edges"] = edges(error, told);
  json["all_edges"] = edges(error, std::vector<bool>(told.size(), true));
  const auto [first, second] = guilty_steps(error);
  json["guilty"] = {first, second};
  json["causes"] = causing_steps(error);
  json["texts"] = step_texts(error.trace, error.locations);
  json["functions"] = Json::array();
  for (const TraceStep& step : error.trace)
    json["functions"].push_back(kernel_name(step.function));
  json["why"] = why(run);
  json["machines"] = machines_text(error);
  json["remedies"] = remedies(run);
  json["explain"] = explain(error.kind);
  return json;
}

/// By path; of a path that two locks have with different texts, as two versions
/// of a kernel tree do, those of the later ones by "lock:path".
void add_sources(const RunResult& run, const Library& library, Json& sources) {
  if (!library.source) return;
  std::set<std::string> seen;
  for (const TraceStep& step : run.error->trace) {
    const std::string& path = step.where.file;
    if (path.empty() || !seen.insert(path).second) continue;
    const auto text = library.source(run.question.impl, path);
    if (!text) continue;
    if (!sources.contains(path))
      sources[path] = *text;
    else if (sources[path] != *text)
      sources[run.question.impl + ":" + path] = *text;
  }
}

void replace(std::string& text, const std::string& mark,
             const std::string& value) {
  const std::size_t at = text.find(mark);
  CHECK(at != std::string::npos);
  text.replace(at, mark.size(), value);
}

}  // namespace

std::string html_data(const Document& document, const Library& library) {
  Json json = Json::parse(to_json(document));
  Json sources = Json::object();
  for (std::size_t i = 0; i < document.runs.size(); ++i) {
    const RunResult& run = document.runs[i];
    Json& entry = json["runs"][i];
    entry["assessment"] = name(assess(run));
    std::string bound = bound_text(run);
    for (const HiddenBug& hidden : run.hidden)
      bound += "; known bug " + text_of(hidden);
    entry["bound"] = bound;
    if (!run.error) continue;
    if (run.expected && library.bug)
      entry["bug_text"] = library.bug(run.expected->bug);
    entry["view"] = view(run);
    add_sources(run, library, sources);
  }
  json["sources"] = std::move(sources);
  return json.dump(0, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string html_report(const Document& document, const Library& library) {
  std::string page = html_page;
  replace(page, "/*STYLE*/", html_style);
  replace(page, "/*SCRIPT*/", std::string(html_graph) + html_script);
  replace(page, "/*DATA*/", packed(html_data(document, library)));
  return page;
}

}  // namespace vmalock

// SPDX-License-Identifier: MIT
#include "harness/report/formats.h"

#include <filesystem>
#include <sstream>

#include "harness/report/dot.h"
#include "harness/report/html.h"
#include "harness/report/junit.h"
#include "harness/report/ktap.h"
#include "harness/report/litmus.h"
#include "harness/report/markdown.h"
#include "harness/report/sarif.h"
#include "harness/report/text.h"
#include "harness/result/json.h"

namespace vmalock {

namespace {

using Files = std::vector<ReportFile>;

Files one(std::string content) { return {{"", std::move(content)}}; }

/// This folder, if the sources of the errors are below it. Paths that a
/// compiler cache has made begin with "../".
std::string root_of(const Document& document) {
  for (const RunResult& run : document.runs) {
    if (!run.error || !run.error->where.is_known()) continue;
    std::string file = run.error->where.file;
    while (file.starts_with("../")) file.erase(0, 3);
    if (std::filesystem::exists(file))
      return std::filesystem::current_path().string();
  }
  return "";
}

constexpr Format table[] = {
    {"json", ".json", false,
     [](const Document& d, const Style&, const Library&) {
       return one(to_json(d));
     }},
    {"junit", ".xml", false,
     [](const Document& d, const Style&, const Library&) {
       return one(junit_report(d));
     }},
    {"ktap", ".ktap .tap", false,
     [](const Document& d, const Style&, const Library&) {
       return one(ktap_report(d));
     }},
    {"text", ".txt .text", false,
     [](const Document& d, const Style& style, const Library&) {
       return one(text_report(d.runs, style));
     }},
    {"html", ".html .htm", false,
     [](const Document& d, const Style&, const Library& library) {
       return one(html_report(d, library));
     }},
    {"markdown", ".md", false,
     [](const Document& d, const Style&, const Library&) {
       return one(markdown_report(d));
     }},
    {"dot", ".dot .gv", false,
     [](const Document& d, const Style& style, const Library&) {
       return one(dot_report(d, style.full));
     }},
    {"sarif", ".sarif .sarif.json", false,
     [](const Document& d, const Style&, const Library&) {
       return one(sarif_report(d, root_of(d)));
     }},
    {"litmus", ".litmus", true,
     [](const Document& d, const Style&, const Library&) {
       return litmus_files(d);
     }},
};

}  // namespace

std::span<const Format> formats() { return table; }

const Format* format_named(std::string_view name) {
  for (const Format& format : table)
    if (format.name == name) return &format;
  return nullptr;
}

const Format* format_of_file(std::string_view path) {
  const Format* best = nullptr;
  std::size_t longest = 0;
  for (const Format& format : table) {
    std::istringstream words{std::string(format.extensions)};
    for (std::string end; words >> end;)
      if (path.ends_with(end) && path.size() > end.size() &&
          end.size() > longest) {
        best = &format;
        longest = end.size();
      }
  }
  return best;
}

}  // namespace vmalock

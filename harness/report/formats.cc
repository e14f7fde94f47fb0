// SPDX-License-Identifier: MIT
#include "harness/report/formats.h"

#include "harness/report/dot.h"
#include "harness/report/html.h"
#include "harness/report/junit.h"
#include "harness/report/litmus.h"
#include "harness/report/sarif.h"
#include "harness/report/text.h"
#include "harness/result/json.h"

namespace vmalock {

namespace {

using Files = std::vector<ReportFile>;

Files one(std::string content) { return {{"", std::move(content)}}; }

constexpr Format table[] = {
    {"json", false,
     [](const Document& d, const Style&, const SourceReader&) {
       return one(to_json(d));
     }},
    {"junit", false,
     [](const Document& d, const Style&, const SourceReader&) {
       return one(junit_report(d));
     }},
    {"text", false,
     [](const Document& d, const Style& style, const SourceReader&) {
       return one(text_report(d.runs, style));
     }},
    {"html", false,
     [](const Document& d, const Style&, const SourceReader& read) {
       return one(html_report(d, read));
     }},
    {"dot", false,
     [](const Document& d, const Style& style, const SourceReader&) {
       return one(dot_report(d, style.full));
     }},
    {"sarif", false,
     [](const Document& d, const Style&, const SourceReader&) {
       return one(sarif_report(d));
     }},
    {"litmus", true,
     [](const Document& d, const Style&, const SourceReader&) {
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

}  // namespace vmalock

// SPDX-License-Identifier: MIT
#include "harness/report/step_text.h"

#include <fmt/format.h>

#include <map>

#include "harness/base/value_text.h"

namespace vmalock {

namespace {

class StepTexts {
 public:
  explicit StepTexts(const std::vector<GraphLocation>& locations)
      : locations_(locations) {}

  std::string text(const TraceStep& step) {
    return step.event ? text(*step.event) : step.said;
  }

 private:
  const std::vector<GraphLocation>& locations_;
  std::map<std::int64_t, char> objects_;

  const GraphLocation* location(const GraphEvent& e) const {
    return e.location < 0 ? nullptr
                          : &locations_[static_cast<std::size_t>(e.location)];
  }

  /// An address means nothing to a reader.
  std::string value(const GraphEvent& e, std::int64_t v) {
    const GraphLocation* const l = location(e);
    if (!l || l->width < 8 || v >= 0) return value_text(v);
    const auto letter =
        static_cast<char>('A' + static_cast<int>(objects_.size() % 26));
    return std::string("&object_") +
           objects_.try_emplace(v, letter).first->second;
  }

  std::string access(const GraphEvent& e) {
    std::string text = location(e) ? location(e)->name : "";
    if (e.reads() && e.writes()) text += " " + value(e, e.read);
    if (e.reads() && !e.writes()) text += " = " + value(e, e.read);
    if (e.writes()) text += " -> " + value(e, e.written);
    text += fmt::format(" {}", name(e.order));
    if (e.waits && !e.writes()) text += " waits";
    if (e.newest) text += fmt::format(" (stale: {})", value(e, *e.newest));
    return text;
  }

  std::string text(const GraphEvent& e) {
    if (e.reads() || e.writes()) return access(e);
    const bool chooses = e.kind == GraphEvent::Kind::choose;
    return fmt::format(fmt::runtime(row(e.kind).trace),
                       fmt::arg("order", name(e.order)),
                       fmt::arg("value", e.number),
                       fmt::arg("operand", chooses ? e.of : e.number),
                       fmt::arg("object", e.object));
  }
};

}  // namespace

std::vector<std::string> step_texts(
    const std::vector<TraceStep>& steps,
    const std::vector<GraphLocation>& locations) {
  StepTexts texts(locations);
  std::vector<std::string> all;
  for (const TraceStep& step : steps) all.push_back(texts.text(step));
  return all;
}

}  // namespace vmalock

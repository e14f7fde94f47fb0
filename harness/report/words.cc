// SPDX-License-Identifier: MIT
#include "harness/report/words.h"

#include <fmt/format.h>

#include "harness/report/layout.h"

namespace vmalock {

std::string describe(const Bound& bound) {
  return counted(bound.readers, "reader") + ", " +
         counted(bound.writers, "writer") + ", " +
         counted(bound.rounds, "round");
}

std::string short_text(const Bound& bound) {
  return fmt::format("{}r+{}w x{}", bound.readers, bound.writers, bound.rounds);
}

std::string text_of(const Coverage& coverage) {
  switch (coverage.kind) {
    case Coverage::Kind::full_search:
      return "full search";
    case Coverage::Kind::preemptions:
      return "at most " + counted(coverage.preemptions, "preemption");
    default:
      return "";
  }
}

std::string bound_text(const RunResult& run) {
  const std::string further = text_of(run.coverage);
  return describe(run.question.bound) + (further.empty() ? "" : ", " + further);
}

std::string text_of(const HiddenBug& hidden) {
  std::string text = hidden.bug + " shows at " + short_text(hidden.shown_at);
  if (!hidden.models.empty()) text += ", under " + hidden.models;
  return text + " only";
}

std::string sighting_text(const RunResult& run) {
  if (!run.error || !run.error->sighting) return "";
  const Sighting& s = *run.error->sighting;
  switch (s.search.kind) {
    case Coverage::Kind::threads:
      return fmt::format("not repeatable (seed {})", run.seed);
    case Coverage::Kind::random:
      return fmt::format("random search, iteration {}", s.iteration);
    default:
      return fmt::format("{}, iteration {}", text_of(s.search), s.iteration);
  }
}

std::string text_of(const Place& place) {
  return place.is_known() ? fmt::format("{}:{}", place.file, place.line) : "";
}

std::string file_name(const Place& place) {
  return place.file.substr(place.file.rfind('/') + 1);
}

std::string short_text(const Place& place) {
  return place.is_known() ? fmt::format("{}:{}", file_name(place), place.line)
                          : "";
}

std::string text_of(const ErrorKinds& kinds, std::string_view separator) {
  std::string text;
  for (const ErrorKind kind : kinds) {
    if (!text.empty()) text += separator;
    text += name(kind);
  }
  return text;
}

}  // namespace vmalock

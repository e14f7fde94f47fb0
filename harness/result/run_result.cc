// SPDX-License-Identifier: MIT
#include "harness/result/run_result.h"

#include <array>

#include "harness/base/check.h"
#include "harness/result/token.h"

namespace vmalock {

namespace {

constexpr std::array<const char*, 3> verdict_names = {"HOLDS", "VIOLATED",
                                                      "UNKNOWN"};

}  // namespace

const char* name(Verdict v) {
  const auto i = static_cast<std::size_t>(v);
  CHECK(i < verdict_names.size());
  return verdict_names[i];
}

std::optional<Verdict> verdict_named(const std::string& name) {
  for (std::size_t i = 0; i < verdict_names.size(); ++i)
    if (name == verdict_names[i]) return static_cast<Verdict>(i);
  return std::nullopt;
}

std::optional<GraphEvent::Kind> graph_event_kind_named(
    const std::string& name) {
  for (const graph::EventKindRow& row : graph::event_kinds)
    if (name == row.json) return row.kind;
  return std::nullopt;
}

std::string replay_token(const RunResult& run) {
  if (!run.error || run.error->witness.empty()) return "";
  Token token{run.question, run.error->witness};
  if (run.error->shown_at) token.question.bound = *run.error->shown_at;
  return to_text(token);
}

std::string replay_token(const RunResult& run, const Outcome& outcome) {
  return outcome.witness.empty() ? ""
                                 : to_text({run.question, outcome.witness});
}

}  // namespace vmalock

// SPDX-License-Identifier: MIT
#include "harness/study/runner.h"

#include <fmt/format.h>

#include <algorithm>
#include <new>
#include <utility>

namespace vmalock::study {

RunResult completed(const Cell& cell, RunResult result) {
  result.expected = cell.expected;
  if (result.error && result.expected && !result.expected->required &&
      !result.expected->kinds.has(result.error->kind))
    for (const Expectation& other : cell.may_show)
      if (other.kinds.has(result.error->kind)) result.expected = other;
  result.asked = cell.asked;
  if (result.verdict == Verdict::holds) result.hidden = cell.hidden;
  // The engine knows best what this search did not cover; if it did not get as
  // far as to say so, everything.
  if (result.notes.empty())
    for (const std::string_view spot : cell.engine->blind_spots())
      result.notes.emplace_back(spot);
  if (result.verdict == Verdict::unknown && result.reason.empty())
    result.reason = "interrupted";
  return result;
}

RunResult run_within_memory(const Cell& cell, const RunRequest& request) {
  try {
    return cell.engine->run(request);
  } catch (const std::bad_alloc&) {
    RunResult result = begin_result(request);
    result.reason =
        "there is not enough memory; use fewer --jobs or a smaller bound";
    return result;
  }
}

std::vector<RunResult> run_plan(
    const std::vector<Cell>& plan, const Listener& listener,
    std::vector<std::vector<std::uint8_t>>* reached) {
  std::vector<RunResult> results;
  if (reached) reached->assign(plan.size(), {});
  for (const Cell& cell : plan) {
    if (stop_requested) {
      RunResult skipped = begin_result(cell.request);
      skipped.reason = "not run: interrupted";
      results.push_back(completed(cell, std::move(skipped)));
      continue;
    }
    listener.begin(fmt::format("[{}/{}] {}  {}", results.size() + 1,
                               plan.size(),
                               cell.request.binding->case_info->name,
                               cell.request.binding->impl->name));
    RunRequest request = cell.request;
    request.progress = listener.update;
    if (reached) request.reached = &(*reached)[results.size()];
    results.push_back(completed(cell, run_within_memory(cell, request)));
    listener.finished(results.back());
  }
  return results;
}

}  // namespace vmalock::study

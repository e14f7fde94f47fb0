// SPDX-License-Identifier: MIT
#include "harness/study/smallest.h"

#include <algorithm>
#include <utility>

#include "harness/study/runner.h"

namespace vmalock::study {

namespace {

/// All bounds below `bound` with somebody in each role, fewest threads first.
std::vector<Bound> smaller_bounds(const Bound& bound) {
  std::vector<Bound> all;
  for (unsigned r = std::min(1u, bound.readers); r <= bound.readers; ++r)
    for (unsigned w = std::min(1u, bound.writers); w <= bound.writers; ++w)
      for (unsigned rounds = 1; rounds <= bound.rounds; ++rounds)
        if (const Bound b = {r, w, rounds}; b != bound) all.push_back(b);
  std::stable_sort(all.begin(), all.end(), [](const Bound& a, const Bound& b) {
    return std::pair(a.readers + a.writers, a.rounds) <
           std::pair(b.readers + b.writers, b.rounds);
  });
  return all;
}

}  // namespace

void show_smallest(Cell cell, RunResult& run) {
  constexpr double seconds_a_bound = 0.5;
  if (!run.error || run.expected || !cell.engine->proves()) return;
  const Bound whole = cell.request.question.bound;
  for (const Bound& bound : smaller_bounds(whole)) {
    if (stop_requested) return;
    cell.request.question.bound = bound;
    cell.request.diagnose = false;
    cell.request.limits.seconds = seconds_a_bound;
    const RunResult quick = run_within_memory(cell, cell.request);
    if (!quick.error || quick.error->kind != run.error->kind) continue;
    cell.request.diagnose = true;
    RunResult shown = completed(cell, run_within_memory(cell, cell.request));
    if (!shown.error) return;
    run.error = std::move(shown.error);
    run.error->shown_at = bound;
    return;
  }
}

}  // namespace vmalock::study

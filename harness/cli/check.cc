// vmalock check, stress and report: runs, or files of runs, to reports.
#include <algorithm>
#include <utility>

#include "harness/cli/commands.h"
#include "harness/cli/outputs.h"
#include "harness/cli/runner.h"
#include "harness/report/text.h"
#include "harness/result/json.h"
#include "harness/result/judgement.h"

namespace vmalock::cli {

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

/// A counterexample with fewer threads is easier to read: if a smaller bound
/// has the same kind of error, its execution is shown.
void show_smallest(Cell cell, RunResult& run) {
  constexpr double seconds_a_bound = 0.5;
  if (!run.error || run.expected || cell.engine->name() != "graph") return;
  const Bound whole = cell.request.bound;
  for (const Bound& bound : smaller_bounds(whole)) {
    if (stop_requested) return;
    cell.request.bound = bound;
    cell.request.diagnose = false;
    cell.request.limits.seconds = seconds_a_bound;
    const RunResult quick = cell.engine->run(cell.request);
    if (!quick.error || quick.error->kind != run.error->kind) continue;
    cell.request.diagnose = true;
    RunResult shown = completed(cell, cell.engine->run(cell.request));
    if (!shown.error) return;
    run.error = std::move(shown.error);
    run.reason = "shown with " + describe(bound) + ", which is enough";
    return;
  }
}

}  // namespace

ExitStatus check_command(const Context& context, const Options& options) {
  Engine& engine = engine_named(context.engines, options.engine);
  std::vector<Cell> plan = make_plan(engine, options);
  // A table shows no trace of a bug that is expected.
  const bool shows_all = plan.size() == 1 || !options.out.empty();
  for (Cell& cell : plan) cell.request.diagnose = shows_all || !cell.expected;
  const Outputs outputs(context, options);
  std::vector<RunResult> runs = run_plan(context, plan);
  for (std::size_t i = 0; i < runs.size(); ++i) show_smallest(plan[i], runs[i]);
  outputs.write(runs);
  return exit_status(overall(runs));
}

ExitStatus stress_command(const Context& context, Options options) {
  options.engine = "native";
  if (options.time.empty() && !options.max_executions) options.time = "1s";
  Engine& engine = engine_named(context.engines, options.engine);
  const std::vector<Cell> plan = make_plan(engine, options);
  const Outputs outputs(context, options);
  const std::vector<RunResult> runs = run_plan(context, plan);
  outputs.write(runs, [&](const Style& style) {
    std::string text = text_report(runs, style);
    if (runs.size() > 1 && !style.quiet) {
      text += "\n";
      for (const RunResult& run : runs) text += observation(run);
    }
    return text;
  });
  const Tally t = tally(runs);
  if (t.violated + t.missed > 0) return ExitStatus::violated;
  return stop_requested ? ExitStatus::unknown : ExitStatus::holds;
}

ExitStatus report_command(const Context& context,
                          const std::vector<std::string>& files,
                          const Options& options) {
  std::vector<Document> documents;
  for (const std::string& file : files)
    documents.push_back(read_json_file(file));
  const Outputs outputs(context, options);
  const std::vector<RunResult> runs = merge(documents).runs;
  outputs.write(runs);
  return exit_status(overall(runs));
}

}  // namespace vmalock::cli

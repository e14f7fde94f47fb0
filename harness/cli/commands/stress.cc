// SPDX-License-Identifier: MIT
// vmalock stress: check on the native engine. Real threads prove nothing, so
// the status says only whether a violation was seen (1) or not (0); 2:
// interrupted, or a run had no iteration.
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "harness/cli/arguments.h"
#include "harness/cli/checkpoints.h"
#include "harness/cli/command.h"
#include "harness/cli/outputs.h"
#include "harness/report/layout.h"
#include "harness/report/text.h"
#include "harness/result/assessment.h"

namespace vmalock::cli {

namespace {

struct StressArguments {
  study::Selection selection;
  OutputOptions output;
  CheckpointOptions checkpoint;
};

/// Each run takes its whole time, so the end is known at the start.
std::string time_note(const std::vector<study::Cell>& plan,
                      const study::Selection& selection) {
  const std::optional<double>& each = selection.limits.seconds;
  if (!each || plan.size() < 2) return "";
  return fmt::format(
      "{} of {} each: {} in all, unless one fails early; LOCK and --case "
      "choose fewer, --time makes them shorter",
      counted(plan.size(), "run"), duration(*each),
      duration(*each * static_cast<double>(plan.size())));
}

ExitStatus run(const Context& plain, const StressArguments& asked) {
  const Checkpoints checkpoints(plain, asked.checkpoint);
  const Context& context = checkpoints.context();
  study::Selection selection = asked.selection;
  selection.engine = "native";
  if (!selection.limits.seconds && !selection.limits.executions)
    selection.limits.seconds = 1;
  Engine& engine = study::engine_named(context.engines, selection.engine);
  const std::vector<study::Cell> plan = study::make_plan(engine, selection);
  const Outputs outputs(context, asked.output, Outputs::Of::runs);
  say(context, study::bounds_note(plan, selection));
  say(context, time_note(plan, selection));
  const std::vector<RunResult> runs = outputs.run(plan);
  outputs.write(runs, [&](const Style& style) {
    std::string text = text_report(runs, style);
    if (runs.size() > 1 && !style.quiet) {
      text += "\n";
      for (const RunResult& run : runs)
        if (run.executions > 0 || run.error) text += observation(run);
    }
    return text;
  });
  const Tally t = tally(runs);
  if (t.violated + t.missed > 0) return ExitStatus::violated;
  // A run without an iteration has seen nothing, whatever the reason.
  const bool ran =
      std::all_of(runs.begin(), runs.end(),
                  [](const RunResult& run) { return run.executions > 0; });
  return stop_requested || !ran ? ExitStatus::unknown : ExitStatus::holds;
}

}  // namespace

Run stress(CLI::App& app) {
  const auto asked = std::make_shared<StressArguments>();
  // No mutants are built for real threads, and there is no graph.
  add_locks(app, asked->selection.impls);
  add_cases(app, asked->selection);
  add_time(app, asked->selection);
  add_executions(app, asked->selection);
  add_seed(app, asked->selection, "of the threads' pauses");
  add_output(app, asked->output);
  add_checkpoint(app, asked->checkpoint);
  return [asked](const Context& context) { return run(context, *asked); };
}

}  // namespace vmalock::cli

// SPDX-License-Identifier: MIT
// vmalock check: every case on every implementation.
#include <memory>
#include <optional>
#include <utility>

#include "harness/cli/arguments.h"
#include "harness/cli/checkpoints.h"
#include "harness/cli/command.h"
#include "harness/cli/kernel.h"
#include "harness/cli/machines.h"
#include "harness/cli/outputs.h"
#include "harness/result/assessment.h"
#include "harness/study/deepen.h"
#include "harness/study/smallest.h"

namespace vmalock::cli {

namespace {

struct CheckArguments {
  study::Selection selection;
  Sets set;
  OutputOptions output;
  CheckpointOptions checkpoint;
  std::optional<double> budget;  ///< seconds of all runs
};

ExitStatus run(const Context& plain, const CheckArguments& asked) {
  const Checkpoints checkpoints(plain, asked.checkpoint);
  const Context& context = checkpoints.context();
  Engine& engine = study::engine_named(context.engines, asked.selection.engine);
  study::Selection selection = asked.selection;
  selection.impls = or_kernel(context, std::move(selection.impls));
  selection = study::with_rows(engine, std::move(selection), asked.set);
  if (asked.budget) study::require_deepens(engine, selection);
  std::vector<study::Cell> plan = study::make_plan(engine, selection);
  // A table shows no trace of a bug that is expected.
  const bool shows_all = plan.size() == 1 || !asked.output.out.empty();
  for (study::Cell& cell : plan)
    cell.request.diagnose = shows_all || !cell.expected;
  const Outputs outputs(context, asked.output, Outputs::Of::runs);
  say(context, study::bounds_note(plan, asked.selection));
  Outputs::Runner runner;
  if (asked.budget)
    runner = [&](const study::Listener& listener) {
      return study::deepen(plan, selection, {*asked.budget, shows_all},
                           listener);
    };
  std::vector<RunResult> runs = outputs.run(plan, runner);
  for (std::size_t i = 0; i < runs.size(); ++i) {
    study::show_smallest(
        study::at_bound(plan[i], runs[i].question.bound, selection), runs[i]);
    if (plan[i].request.diagnose) ask_machines(runs[i]);
  }
  outputs.write(runs);
  return exit_status(overall(runs));
}

}  // namespace

Run check(CLI::App& app) {
  const auto asked = std::make_shared<CheckArguments>();
  add_selection(app, asked->selection);
  add_question(app, asked->selection, asked->set);
  add_limits(app, asked->selection);
  app.add_option_function<std::string>(
         "--budget",
         [asked](const std::string& text) {
           asked->budget = parse_seconds(text, "--budget");
         },
         "deepen: every case at its own bound, then at larger ones, the "
         "cheapest first, for so long in all: 60s")
      ->take_last();
  add_output(app, asked->output);
  add_checkpoint(app, asked->checkpoint);
  return [asked](const Context& context) { return run(context, *asked); };
}

}  // namespace vmalock::cli

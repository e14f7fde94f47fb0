// SPDX-License-Identifier: MIT
// vmalock sweep: which orderings of an implementation are needed.
#include "harness/study/sweep.h"

#include <memory>

#include "harness/cli/arguments.h"
#include "harness/cli/checkpoints.h"
#include "harness/cli/command.h"
#include "harness/cli/outputs.h"
#include "harness/cli/progress.h"
#include "harness/study/releases.h"

namespace vmalock::cli {

namespace {

struct SweepArguments {
  std::string impl;
  bool singles = false;
  study::Selection selection;
  Sets set;
  OutputOptions output;
  CheckpointOptions checkpoint;
};

ExitStatus run(const Context& plain, const SweepArguments& asked) {
  const Checkpoints checkpoints(plain, asked.checkpoint);
  const Context& context = checkpoints.context();
  const std::vector<study::Cell> cells = study::proving_plan(
      context.engines, asked.impl, asked.selection, asked.set);
  const Outputs outputs(context, asked.output, Outputs::Of::study);
  study::Sweep result;
  {
    Progress progress(context);
    progress.begin("sweep " + asked.impl);
    result = study::sweep(cells, {.jobs = asked.selection.jobs,
                                  .sets = !asked.singles,
                                  .progress = progress.listener().update});
  }
  outputs.write([&](const Style& style) { return sweep_text(result, style); },
                [&] { return sweep_json(result, context.command_line); });
  return result.complete ? ExitStatus::holds : ExitStatus::unknown;
}

}  // namespace

Run sweep(CLI::App& app) {
  const auto asked = std::make_shared<SweepArguments>();
  app.add_option("IMPL", asked->impl, "implementation")->required();
  app.add_flag("--singles", asked->singles,
               "one by one only, no sets of weaker orderings");
  add_study(app, asked->selection, asked->set, asked->output);
  add_checkpoint(app, asked->checkpoint);
  return [asked](const Context& context) {
    asked->impl = study::lock_named(asked->impl);
    return run(context, *asked);
  };
}

}  // namespace vmalock::cli

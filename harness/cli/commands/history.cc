// SPDX-License-Identifier: MIT
// vmalock history: the versions of the lock, oldest first: their bugs, and what
// each changed.
#include "harness/study/history.h"

#include <memory>

#include "harness/cli/arguments.h"
#include "harness/cli/checkpoints.h"
#include "harness/cli/command.h"
#include "harness/cli/outputs.h"
#include "harness/cli/progress.h"

namespace vmalock::cli {

namespace {

struct HistoryArguments {
  study::Selection selection;
  OutputOptions output;
  CheckpointOptions checkpoint;
};

ExitStatus run(const Context& plain, const HistoryArguments& asked) {
  const Checkpoints checkpoints(plain, asked.checkpoint);
  const Context& context = checkpoints.context();
  const Outputs outputs(context, asked.output, Outputs::Of::study);
  const study::History found =
      find_history(study::proving_engine(context.engines), asked.selection,
                   Progress(context).listener());
  outputs.write([&](const Style& style) { return history_text(found, style); },
                [&] { return history_json(found, context.command_line); });
  return exit_status(found);
}

}  // namespace

Run history(CLI::App& app) {
  const auto asked = std::make_shared<HistoryArguments>();
  add_locks(app, asked->selection.impls);
  app.add_option("--case", asked->selection.cases,
                 "cases whose outcomes are compared")
      ->allow_extra_args(false);
  app.add_option("--model", asked->selection.model,
                 "of the outcomes (default lkmm)");
  add_time(app, asked->selection);
  add_jobs(app, asked->selection.jobs, "threads that explore one run");
  add_study_output(app, asked->output, "verdict and table only");
  add_checkpoint(app, asked->checkpoint);
  app.add_flag("--full", asked->output.style.full,
               "names of new and gone sites");
  return [asked](const Context& context) { return run(context, *asked); };
}

}  // namespace vmalock::cli

// SPDX-License-Identifier: MIT
// vmalock repair: the smallest changes to stronger orderings with which every
// case holds.
#include "harness/study/repair.h"

#include <memory>

#include "harness/cli/arguments.h"
#include "harness/cli/checkpoints.h"
#include "harness/cli/command.h"
#include "harness/cli/outputs.h"
#include "harness/cli/progress.h"
#include "harness/study/releases.h"

namespace vmalock::cli {

namespace {

struct RepairArguments {
  std::string impl;
  bool kernel_rows = false;
  study::Selection selection;
  Sets set;
  OutputOptions output;
  CheckpointOptions checkpoint;
};

ExitStatus run(const Context& plain, const RepairArguments& asked) {
  const Checkpoints checkpoints(plain, asked.checkpoint);
  const Context& context = checkpoints.context();
  const std::vector<study::Cell> cells = study::proving_plan(
      context.engines, asked.impl, asked.selection, asked.set);
  const Outputs outputs(context, asked.output, Outputs::Of::study);
  study::RepairResult result;
  {
    Progress progress(context);
    progress.begin("repair " + asked.impl);
    result = study::repair(cells, {.jobs = asked.selection.jobs,
                                   .kernel_rows = asked.kernel_rows,
                                   .progress = progress.listener().update});
  }
  outputs.write([&](const Style& style) { return repair_text(result, style); },
                [&] { return repair_json(result, context.command_line); });
  if (result.verdict == study::RepairVerdict::impossible)
    return ExitStatus::violated;
  return result.verdict == study::RepairVerdict::unknown ? ExitStatus::unknown
                                                         : ExitStatus::holds;
}

}  // namespace

Run repair(CLI::App& app) {
  const auto asked = std::make_shared<RepairArguments>();
  app.add_option("IMPL", asked->impl, "implementation")->required();
  app.add_flag("--kernel-rows", asked->kernel_rows,
               "rows of the kernel facilities may change too");
  add_study(app, asked->selection, asked->set, asked->output);
  add_checkpoint(app, asked->checkpoint);
  return [asked](const Context& context) {
    asked->impl = study::lock_named(asked->impl);
    return run(context, *asked);
  };
}

}  // namespace vmalock::cli

// SPDX-License-Identifier: MIT
// vmalock patch: one answer about a patch to the kernel's own lock.
#include <memory>
#include <utility>

#include "harness/base/check.h"
#include "harness/cli/arguments.h"
#include "harness/cli/command.h"
#include "harness/cli/kernel.h"
#include "harness/cli/outputs.h"
#include "harness/cli/patch_answer.h"
#include "harness/cli/progress.h"
#include "harness/report/layout.h"
#include "harness/study/runner.h"

namespace vmalock::cli {

namespace {

constexpr std::size_t mail_width = 72;

struct PatchArguments {
  kernel_source::SourceOptions kernel;  ///< with the patches
  study::Selection selection;
  OutputOptions output;
  bool mail = false;
};

/// All runs of one side.
struct Side {
  std::vector<study::Cell> plan;
  std::vector<RunResult> runs;
  std::vector<std::vector<std::uint8_t>> reached;

  const ImplInfo& impl() const { return *plan[0].request.binding->impl; }
};

Side run_all(const Context& context, const std::string& impl,
             study::Selection selection) {
  Side side;
  selection.impls = {impl};
  side.plan =
      study::make_plan(study::proving_engine(context.engines), selection);
  side.runs =
      study::run_plan(side.plan, Progress(context).listener(), &side.reached);
  return side;
}

std::optional<Ordering> ordering_of(const ImplInfo& impl,
                                    const std::string& site) {
  const auto index = site_index(impl, site);
  return index ? std::optional(site_row(impl, *index).order) : std::nullopt;
}

/// Which of the orderings on changed lines are needed. What does not hold
/// cannot tell.
void ask_sites(const Context& context, Side side, PatchAnswer& answer) {
  if (answer.sites.empty()) return;
  if (answer.verdict() == broken_word) {
    answer.not_swept = "not asked: the patch breaks cases";
    return;
  }
  study::SweepOptions options = {.jobs = 1, .sets = false};
  for (const OldOrdering& site : answer.sites)
    options.only.push_back(site.site);
  for (std::size_t i = 0; i < side.runs.size(); ++i)
    options.known.push_back(
        {std::move(side.runs[i]), std::move(side.reached[i])});
  Progress progress(context);
  progress.begin("orderings of the changed lines");
  options.progress = progress.listener().update;
  answer.sweep = study::sweep(std::move(side.plan), options);
}

PatchAnswer answer_for(const Context& context, const PatchArguments& asked) {
  PatchAnswer answer;
  answer.base = context.kernel_locks.front();
  answer.impl = context.kernel_locks.back();
  const Side before = run_all(context, answer.base, asked.selection);
  context.kernel->forget(answer.impl);
  Side after = run_all(context, answer.impl, asked.selection);
  answer.engine = after.plan[0].request.question.engine;
  answer.model = after.plan[0].request.question.model;
  for (std::size_t i = 0; i < after.runs.size(); ++i)
    answer.cases.push_back(diff_outcomes(before.runs[i], after.runs[i]));
  answer.lines = context.kernel->changed(answer.impl);
  for (const kernel_source::ChangedLine& line : answer.lines)
    for (const std::string& site : line.sites)
      answer.sites.push_back({site, ordering_of(before.impl(), site)});
  answer.cost = context.kernel->cost(answer.base, answer.impl);
  ask_sites(context, std::move(after), answer);
  return answer;
}

ExitStatus run(Context context, const PatchArguments& asked) {
  if (asked.kernel.tree.empty())
    user_error("patch: of which tree? add --kernel-tree DIR");
  const Outputs outputs(context, asked.output, Outputs::Of::runs);
  load_kernel(context, asked.kernel);
  const PatchAnswer answer = answer_for(context, asked);
  std::vector<RunResult> runs;
  for (const OutcomeDiff& diff : answer.cases) runs.push_back(diff.new_run);
  outputs.write(
      runs,
      [&](Style style) {
        if (asked.mail) style.colour = false;
        return patch_text(answer, asked.mail ? mail_width : text_width, style);
      },
      [&] { return patch_json(answer, context.command_line); });
  const std::string_view verdict = answer.verdict();
  if (verdict == broken_word) return ExitStatus::violated;
  return verdict == unknown_word ? ExitStatus::unknown : ExitStatus::holds;
}

}  // namespace

Run patch(CLI::App& app) {
  const auto asked = std::make_shared<PatchArguments>();
  app.add_option("FILE", asked->kernel.patches, "one or more")->required();
  CLI::Option* const mail = app.add_flag(
      "--mail", asked->mail, "plain text of 72 columns, for a mail");
  add_kernel_options(app, asked->kernel);
  add_cases(app, asked->selection);
  app.add_option("--model", asked->selection.model,
                 "memory model (default lkmm)");
  add_limits(app, asked->selection);
  add_output(app, asked->output);
  mail->excludes("--full");
  return [asked](const Context& context) { return run(context, *asked); };
}

}  // namespace vmalock::cli

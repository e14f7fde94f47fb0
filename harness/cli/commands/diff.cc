// SPDX-License-Identifier: MIT
// vmalock diff: the outcomes that only the old, only the new, and both show.
#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "harness/base/check.h"
#include "harness/cli/arguments.h"
#include "harness/cli/checkpoints.h"
#include "harness/cli/command.h"
#include "harness/cli/outputs.h"
#include "harness/cli/progress.h"
#include "harness/report/layout.h"
#include "harness/report/text.h"
#include "harness/result/atomic_file.h"
#include "harness/result/json.h"
#include "harness/study/baseline.h"
#include "harness/study/runner.h"

namespace vmalock::cli {

namespace {

/// Outcome sets of two implementations, or of an implementation and a result
/// file (NAME.json) that was recorded earlier.
struct DiffArguments {
  std::string old_name, new_name;
  std::string baseline;  ///< a file: only differences from it count
  std::string record;    ///< a file: write the baseline
  study::Selection selection;
  Sets set;
  OutputOptions output;
  CheckpointOptions checkpoint;
};

bool is_file(const std::string& name) { return name.ends_with(".json"); }

std::vector<study::Cell> plan_of(const Context& context,
                                 const std::string& name,
                                 study::Selection selection, const Sets& set) {
  if (is_file(name)) return {};
  study::require_one(name);
  selection.impls = {name};
  Engine& engine = study::engine_named(context.engines, selection.engine);
  return study::make_plan(engine,
                          study::with_rows(engine, std::move(selection), set));
}

/// The runs of one side; orderings that are set apply to the new side only, so
/// that an implementation can be compared with a proposal for it.
std::vector<RunResult> side(const Context& context, const std::string& name,
                            const std::vector<study::Cell>& plan) {
  return is_file(name) ? read_json_file(name).runs
                       : run_plan(plan, Progress(context).listener());
}

std::vector<OutcomeDiff> matched(const std::vector<RunResult>& old_runs,
                                 const std::vector<RunResult>& new_runs) {
  std::vector<OutcomeDiff> diffs;
  for (const RunResult& new_run : new_runs) {
    const auto old_run = std::find_if(
        old_runs.begin(), old_runs.end(), [&](const RunResult& run) {
          const Question& a = run.question;
          const Question& b = new_run.question;
          return a.case_name == b.case_name && a.bound == b.bound &&
                 a.engine == b.engine && a.model == b.model;
        });
    if (old_run != old_runs.end())
      diffs.push_back(diff_outcomes(*old_run, new_run));
  }
  return diffs;
}

ExitStatus status(const std::vector<OutcomeDiff>& diffs) {
  ExitStatus worst = ExitStatus::holds;
  for (const OutcomeDiff& diff : diffs) {
    if (diff.difference() == Difference::differ) return ExitStatus::violated;
    if (diff.difference() == Difference::unknown) worst = ExitStatus::unknown;
  }
  return worst;
}

bool any_unknown(const std::vector<OutcomeDiff>& diffs) {
  return std::any_of(diffs.begin(), diffs.end(), [](const OutcomeDiff& diff) {
    return diff.difference() == Difference::unknown;
  });
}

ExitStatus run(const Context& plain, const DiffArguments& asked) {
  const Checkpoints checkpoints(plain, asked.checkpoint);
  const Context& context = checkpoints.context();
  const std::string& old_name = asked.old_name;
  const std::string& new_name = asked.new_name;
  if (!asked.baseline.empty() && !asked.record.empty())
    user_error(
        "diff: --baseline compares and --record writes; give one of them");
  std::optional<study::Baseline> accepted;
  if (!asked.baseline.empty()) accepted = study::read_baseline(asked.baseline);
  if (!asked.record.empty()) require_writable(asked.record);
  const std::vector<study::Cell> old_plan =
      plan_of(context, old_name, asked.selection, {});
  const std::vector<study::Cell> new_plan =
      plan_of(context, new_name, asked.selection, asked.set);
  const Outputs outputs(context, asked.output, Outputs::Of::runs);
  std::vector<RunResult> old_runs = side(context, old_name, old_plan);
  const std::vector<RunResult> new_runs = side(context, new_name, new_plan);
  const std::vector<OutcomeDiff> diffs = matched(old_runs, new_runs);
  if (diffs.empty())
    user_error("diff " + old_name + " " + new_name +
               ": no case was run on both sides with the same engine, model "
               "and bound; record both with the same options");
  old_runs.insert(old_runs.end(), new_runs.begin(), new_runs.end());
  // What is not known is no difference to accept.
  const bool known = std::none_of(
      old_runs.begin(), old_runs.end(),
      [](const RunResult& run) { return run.verdict == Verdict::unknown; });
  if (!asked.record.empty() && !known)
    context.err << "vmalock: " << asked.record
                << " is not written: some runs are UNKNOWN\n";
  if (!asked.record.empty() && known) {
    write_file_atomically(asked.record, to_json(study::baseline_of(diffs)));
    context.err << "vmalock: wrote " << asked.record << "\n";
  }
  std::optional<study::BaselineDiff> changes;
  if (accepted)
    changes = compare(*accepted, study::baseline_of(diffs),
                      !asked.selection.cases.empty());
  outputs.write(old_runs, [&](const Style& style) {
    std::string text = diff_text(diffs, style);
    if (changes)
      text = baseline_text(*changes, asked.baseline, style) +
             (style.quiet ? "" : "\n" + text);
    return text;
  });
  // A difference that is recorded is none; what is unknown stays so.
  const ExitStatus found = status(diffs);
  if (changes && !changes->lines.empty()) return ExitStatus::violated;
  if (changes || !asked.record.empty())
    return any_unknown(diffs) || !known ? ExitStatus::unknown
                                        : ExitStatus::holds;
  return found;
}

}  // namespace

Run diff(CLI::App& app) {
  const auto asked = std::make_shared<DiffArguments>();
  app.add_option("OLD", asked->old_name, "implementation or FILE.json")
      ->required();
  app.add_option("NEW", asked->new_name, "the same; --set applies to this one")
      ->required();
  app.add_option("--baseline", asked->baseline,
                 "accepted differences: only others count");
  app.add_option("--record", asked->record,
                 "write the differences as a baseline");
  add_cases(app, asked->selection);
  add_question(app, asked->selection, asked->set);
  add_limits(app, asked->selection);
  add_output(app, asked->output);
  add_checkpoint(app, asked->checkpoint);
  return [asked](const Context& context) { return run(context, *asked); };
}

}  // namespace vmalock::cli

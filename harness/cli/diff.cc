// vmalock diff: the outcomes that only the old, only the new, and both show.
#include <algorithm>
#include <optional>

#include "harness/base/check.h"
#include "harness/cli/baseline.h"
#include "harness/cli/commands.h"
#include "harness/cli/outputs.h"
#include "harness/cli/runner.h"
#include "harness/report/layout.h"
#include "harness/report/text.h"
#include "harness/result/atomic_file.h"
#include "harness/result/json.h"

namespace vmalock::cli {

namespace {

bool is_file(const std::string& name) { return name.ends_with(".json"); }

std::vector<Cell> plan_of(const Context& context, const std::string& name,
                          Options options) {
  if (is_file(name)) return {};
  options.impls = {name};
  return make_plan(engine_named(context.engines, options.engine), options);
}

/// The runs of one side; orderings that are set apply to the new side only, so
/// that an implementation can be compared with a proposal for it.
std::vector<RunResult> side(const Context& context, const std::string& name,
                            const std::vector<Cell>& plan) {
  return is_file(name) ? read_json_file(name).runs : run_plan(context, plan);
}

std::vector<OutcomeDiff> matched(const std::vector<RunResult>& old_runs,
                                 const std::vector<RunResult>& new_runs) {
  std::vector<OutcomeDiff> diffs;
  for (const RunResult& new_run : new_runs) {
    const auto old_run = std::find_if(
        old_runs.begin(), old_runs.end(), [&](const RunResult& run) {
          return run.case_name == new_run.case_name &&
                 short_bound(run.bound) == short_bound(new_run.bound) &&
                 run.engine == new_run.engine && run.model == new_run.model;
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

}  // namespace

ExitStatus diff_command(const Context& context, const DiffArguments& arguments,
                        const Options& options) {
  const std::string& old_name = arguments.old_name;
  const std::string& new_name = arguments.new_name;
  if (!arguments.baseline.empty() && !arguments.record.empty())
    user_error(
        "diff: --baseline compares and --record writes; give one of them");
  std::optional<Baseline> accepted;
  if (!arguments.baseline.empty()) accepted = read_baseline(arguments.baseline);
  if (!arguments.record.empty()) require_writable(arguments.record);
  Options old_options = options;
  old_options.set.clear();
  const std::vector<Cell> old_plan = plan_of(context, old_name, old_options);
  const std::vector<Cell> new_plan = plan_of(context, new_name, options);
  const Outputs outputs(context, options);
  std::vector<RunResult> old_runs = side(context, old_name, old_plan);
  const std::vector<RunResult> new_runs = side(context, new_name, new_plan);
  const std::vector<OutcomeDiff> diffs = matched(old_runs, new_runs);
  if (diffs.empty())
    user_error("diff " + old_name + " " + new_name +
               ": no case was run on both sides with the same engine, model "
               "and bound; record both with the same options");
  old_runs.insert(old_runs.end(), new_runs.begin(), new_runs.end());
  if (!arguments.record.empty()) {
    write_file_atomically(arguments.record, to_json(baseline_of(diffs)));
    context.err << "vmalock: wrote " << arguments.record << "\n";
  }
  std::optional<BaselineDiff> changes;
  if (accepted)
    changes = compare(*accepted, baseline_of(diffs), !options.cases.empty());
  outputs.write(old_runs, [&](const Style& style) {
    std::string text = diff_text(diffs, style);
    if (changes)
      text = baseline_text(*changes, arguments.baseline, style) +
             (style.quiet ? "" : "\n" + text);
    return text;
  });
  // A difference that is recorded is none; what is unknown stays so.
  const ExitStatus found = status(diffs);
  if (changes && !changes->lines.empty()) return ExitStatus::violated;
  if (changes || !arguments.record.empty())
    return any_unknown(diffs) ? ExitStatus::unknown : ExitStatus::holds;
  return found;
}

}  // namespace vmalock::cli

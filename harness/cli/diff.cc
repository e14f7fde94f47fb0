// vmalock diff: the outcomes that only the old, only the new, and both show.
#include <algorithm>

#include "harness/base/check.h"
#include "harness/cli/commands.h"
#include "harness/cli/outputs.h"
#include "harness/cli/runner.h"
#include "harness/report/layout.h"
#include "harness/report/text.h"
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

}  // namespace

ExitStatus diff_command(const Context& context, const std::string& old_name,
                        const std::string& new_name, const Options& options) {
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
  outputs.write(old_runs,
                [&](const Style& style) { return diff_text(diffs, style); });
  return status(diffs);
}

}  // namespace vmalock::cli

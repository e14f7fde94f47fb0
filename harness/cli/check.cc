// vmalock check, stress and report: runs, or files of runs, to reports.
#include "harness/cli/commands.h"
#include "harness/cli/outputs.h"
#include "harness/cli/runner.h"
#include "harness/report/text.h"
#include "harness/result/json.h"
#include "harness/result/judgement.h"

namespace vmalock::cli {

ExitStatus check_command(const Context& context, const Options& options) {
  Engine& engine = engine_named(context.engines, options.engine);
  std::vector<Cell> plan = make_plan(engine, options);
  for (Cell& cell : plan) cell.request.diagnose = true;
  const Outputs outputs(context, options);
  const std::vector<RunResult> runs = run_plan(context, plan);
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

// vmalock sweep: which orderings of an implementation are needed.
#include "harness/cli/commands.h"
#include "harness/cli/documents.h"
#include "harness/cli/progress.h"
#include "harness/cli/sweep.h"

namespace vmalock::cli {

ExitStatus sweep_command(const Context& context, const std::string& impl,
                         bool singles, const Options& options) {
  const std::vector<Cell> cells = proving_plan(context, impl, options);
  const Documents documents(context, options);
  Sweep result;
  {
    Progress progress(context.err, context.err_is_terminal);
    progress.begin("sweep " + impl);
    result = sweep(cells, {.jobs = options.jobs,
                           .sets = !singles,
                           .progress = [&](const std::string& line) {
                             progress.update(line);
                           }});
  }
  documents.write([&](const Style& style) { return sweep_text(result, style); },
                  [&] { return sweep_json(result, context.command_line); });
  return result.complete ? ExitStatus::holds : ExitStatus::unknown;
}

}  // namespace vmalock::cli

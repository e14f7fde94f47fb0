#include "harness/cli/runner.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "harness/cli/progress.h"
#include "harness/cli/token.h"

namespace vmalock::cli {

RunResult completed(const Cell& cell, RunResult result) {
  const RunRequest& request = cell.request;
  result.expected = cell.expected;
  // An exhaustive search does not depend on the seed, so it is not recorded.
  const bool samples =
      cell.engine->name() != "graph" || !request.search.empty();
  if (samples) result.seed = request.seed;
  // The engine knows best what this search did not cover; if it did not get as
  // far as to say so, everything.
  if (result.notes.empty())
    for (const std::string_view spot : cell.engine->blind_spots())
      result.notes.emplace_back(spot);
  if (result.verdict == Verdict::unknown && result.reason.empty())
    result.reason = "interrupted";
  const auto to_token = [&](std::string& witness) {
    // A witness is one word; engines that cannot replay say in a sentence
    // where they were.
    if (witness.empty() || witness.find(' ') != std::string::npos) return;
    witness =
        to_text({result.case_name, result.impl, result.orderings, result.engine,
                 result.model, request.bound, witness,
                 std::string(request.binding->impl->build.substr(0, 12))});
  };
  if (result.error) to_token(result.error->replay);
  for (Outcome& outcome : result.outcomes) to_token(outcome.witness);
  return result;
}

std::vector<RunResult> run_plan(const Context& context,
                                const std::vector<Cell>& plan) {
  std::vector<RunResult> results;
  Progress progress(context.err, context.err_is_terminal);
  for (const Cell& cell : plan) {
    if (stop_requested) {
      RunResult skipped = begin_result(cell.request, *cell.engine);
      skipped.reason = "not run: interrupted";
      results.push_back(completed(cell, std::move(skipped)));
      continue;
    }
    progress.begin(fmt::format("[{}/{}] {}  {}", results.size() + 1,
                               plan.size(),
                               cell.request.binding->case_info->name,
                               cell.request.binding->impl->name));
    RunRequest request = cell.request;
    request.progress = [&](const std::string& line) { progress.update(line); };
    results.push_back(completed(cell, cell.engine->run(request)));
  }
  return results;
}

}  // namespace vmalock::cli

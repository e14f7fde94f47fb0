// SPDX-License-Identifier: MIT
// vmalock replay: one execution again, with every step.
#include <memory>
#include <utility>

#include "harness/base/check.h"
#include "harness/cli/arguments.h"
#include "harness/cli/command.h"
#include "harness/cli/outputs.h"
#include "harness/result/assessment.h"
#include "harness/result/token.h"
#include "harness/study/runner.h"

namespace vmalock::cli {

namespace {

struct ReplayArguments {
  std::string token;
  bool gdb = false;
  OutputOptions output;
};

/// A token of a compiled tree is about that tree.
void require_build(const Question& asked, const ImplInfo& impl) {
  if (asked.build == impl.build.substr(0, asked.build.size()) &&
      asked.build.empty() == impl.build.empty())
    return;
  user_error("this token is of another kernel tree or patch than " +
             std::string(impl.name) + " is here (" + asked.build +
             "); give --kernel-tree, --patch and --kernel-cc as they were "
             "when it was made");
}

ExitStatus run(const Context& context, const ReplayArguments& asked) {
  const std::string& text = asked.token;
  const Token token = parse_token(text);
  study::Cell cell = study::make_cell(
      study::engine_named(context.engines, token.question.engine),
      token.question);
  require_build(token.question, *cell.request.binding->impl);
  cell.expected.reset();  // a replay shows what it shows
  const Outputs outputs(context, asked.output, Outputs::Of::runs);
  if (asked.gdb) {
    Arguments replay = {text};
    replay.insert(replay.end(), context.kernel_arguments.begin(),
                  context.kernel_arguments.end());
    return static_cast<ExitStatus>(context.gdb(replay));
  }
  RunResult result =
      study::completed(cell, cell.engine->replay(cell.request, token.witness));
  if (result.error) result.error->witness = token.witness;
  const std::vector<RunResult> runs = {std::move(result)};
  outputs.write(runs);
  return exit_status(overall(runs));
}

}  // namespace

Run replay(CLI::App& app) {
  const auto asked = std::make_shared<ReplayArguments>();
  app.add_option("TOKEN", asked->token, "from the report")->required();
  app.add_flag("--gdb", asked->gdb,
               "stopped in the lock's code at the last step");
  add_output(app, asked->output);
  return [asked](const Context& context) { return run(context, *asked); };
}

}  // namespace vmalock::cli

// vmalock replay: one execution again, with every step.
#include <memory>

#include "harness/cli/arguments.h"
#include "harness/cli/command.h"
#include "harness/cli/outputs.h"
#include "harness/result/judgement.h"
#include "harness/study/orderings.h"
#include "harness/study/runner.h"
#include "harness/study/token.h"

namespace vmalock::cli {

namespace {

struct ReplayArguments {
  std::string token;
  bool gdb = false;
  OutputOptions output;
};

/// The request that the token describes; every part of it is checked as if it
/// had been typed as an option.
study::Cell cell_of(const Context& context, const study::Token& token) {
  study::Selection selection;
  selection.impls = {token.impl};
  selection.cases = {token.case_name};
  selection.model = token.model;
  selection.readers = token.bound.readers;
  selection.writers = token.bound.writers;
  selection.rounds = token.bound.rounds;
  for (const auto& [site, order] : token.orderings)
    selection.set.push_back(site + "=" + order);
  Engine& engine = study::engine_named(context.engines, token.engine);
  study::binding_of(engine, token.impl, token.case_name);  // no globs in tokens
  return study::make_plan(engine, selection).front();
}

ExitStatus run(const Context& context, const ReplayArguments& asked) {
  const std::string& text = asked.token;
  const study::Token token = study::parse_token(text);
  study::Cell cell = cell_of(context, token);
  cell.expected.reset();  // a replay shows what it shows
  const Outputs outputs(context, asked.output, Outputs::Of::runs);
  if (asked.gdb) return static_cast<ExitStatus>(context.gdb(text));
  RunResult result =
      completed(cell, cell.engine->replay(cell.request, token.witness));
  if (result.error) result.error->replay = text;
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

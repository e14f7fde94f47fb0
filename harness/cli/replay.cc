// vmalock replay: one execution again, with every step.
#include "harness/cli/commands.h"
#include "harness/cli/kernel.h"
#include "harness/cli/orderings.h"
#include "harness/cli/outputs.h"
#include "harness/cli/runner.h"
#include "harness/cli/token.h"
#include "harness/result/judgement.h"

namespace vmalock::cli {

namespace {

/// A token of a compiled tree is about that tree.
void require_build(const Token& token, const ImplInfo& impl) {
  if (token.build == impl.build.substr(0, token.build.size()) &&
      token.build.empty() == impl.build.empty())
    return;
  user_error("this token is of another kernel tree or patch than " +
             std::string(impl.name) + " is here (" + token.build +
             "); give --kernel-tree, --patch and --kernel-cc as they were "
             "when it was made");
}

/// The request that the token describes; every part of it is checked as if it
/// had been typed as an option.
Cell cell_of(const Context& context, const Token& token) {
  Options options;
  options.impls = {token.impl};
  options.cases = {token.case_name};
  options.model = token.model;
  options.readers = token.bound.readers;
  options.writers = token.bound.writers;
  options.rounds = token.bound.rounds;
  for (const auto& [site, order] : token.orderings)
    options.set.push_back(site + "=" + order);
  Engine& engine = engine_named(context.engines, token.engine);
  // No globs in tokens.
  const Binding& binding = binding_of(engine, token.impl, token.case_name);
  require_build(token, *binding.impl);
  return make_plan(engine, options).front();
}

}  // namespace

ExitStatus replay_command(const Context& context, const std::string& text,
                          bool gdb, const Options& options) {
  const Token token = parse_token(text);
  Cell cell = cell_of(context, token);
  cell.expected.reset();  // a replay shows what it shows
  const Outputs outputs(context, options);
  if (gdb) {
    Arguments replay = kernel_arguments(options.kernel);
    replay.insert(replay.begin(), text);
    return static_cast<ExitStatus>(context.gdb(replay));
  }
  RunResult result =
      completed(cell, cell.engine->replay(cell.request, token.witness));
  if (result.error) result.error->replay = text;
  const std::vector<RunResult> runs = {std::move(result)};
  outputs.write(runs);
  return exit_status(overall(runs));
}

}  // namespace vmalock::cli

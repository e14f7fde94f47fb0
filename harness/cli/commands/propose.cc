// SPDX-License-Identifier: MIT
// vmalock propose: is this change of orderings right?
#include "harness/study/propose.h"

#include <memory>

#include "harness/cli/arguments.h"
#include "harness/cli/checkpoints.h"
#include "harness/cli/command.h"
#include "harness/cli/outputs.h"
#include "harness/cli/progress.h"
#include "harness/study/releases.h"

namespace vmalock::cli {

namespace {

struct ProposeArguments {
  std::string impl;                  ///< of --set; a filter for the files
  std::vector<std::string> files;    ///< TOML
  std::vector<std::string> folders;  ///< of TOML files
  study::Selection selection;
  Sets set;
  OutputOptions output;
  CheckpointOptions checkpoint;
};

study::Proposal from_options(const Context& context,
                             const ProposeArguments& asked) {
  if (asked.impl.empty())
    user_error(
        "--set: for which implementation? write `vmalock propose IMPL --set "
        "SITE=ORDERING`; `vmalock list impls` prints them");
  study::Selection selection;
  selection.impls = {asked.impl};
  study::Proposal p;
  p.impl = asked.impl;
  p.rows = study::with_rows(study::proving_engine(context.engines), selection,
                            asked.set)
               .orderings;
  p.name = text_of(p.rows);
  return p;
}

std::vector<study::Proposal> collect(const Context& context,
                                     const ProposeArguments& asked) {
  std::vector<std::string> files = asked.files;
  for (const std::string& folder : asked.folders)
    for (const std::string& file : study::proposal_files(folder))
      files.push_back(file);
  std::vector<study::Proposal> all;
  for (const std::string& file : files)
    for (study::Proposal& p : study::read_proposals(context.engines, file))
      if (asked.impl.empty() || p.impl == asked.impl)
        all.push_back(std::move(p));
  if (!asked.set.empty()) all.push_back(from_options(context, asked));
  if (files.empty() && all.empty())
    user_error(
        "propose what? write `vmalock propose IMPL --set SITE=ORDERING`, "
        "`--file F.toml` or `--dir DIR`");
  if (all.empty())
    user_error("no proposal for " +
               (asked.impl.empty() ? "anything" : asked.impl) +
               " in these files; leave IMPL out to run all of them");
  return all;
}

ExitStatus status(const std::vector<study::ProposalResult>& all) {
  ExitStatus worst = ExitStatus::holds;
  for (const study::ProposalResult& proposed : all) {
    if (proposed.failed()) return ExitStatus::violated;
    if (proposed.verdict == study::ProposalVerdict::unknown)
      worst = ExitStatus::unknown;
  }
  return worst;
}

ExitStatus run(const Context& plain, const ProposeArguments& asked) {
  const Checkpoints checkpoints(plain, asked.checkpoint);
  const Context& context = checkpoints.context();
  study::Proposer proposer(context.engines, asked.selection);
  proposer.plan(collect(context, asked));
  const Outputs outputs(context, asked.output, Outputs::Of::study);
  std::vector<study::ProposalResult> all;
  {
    Progress progress(context);
    progress.begin("propose");
    all = proposer.run(progress.listener().update);
  }
  const bool suite = !asked.files.empty() || !asked.folders.empty();
  outputs.write(
      [&](const Style& style) { return propose_text(all, suite, style); },
      [&] { return propose_json(all, context.command_line); });
  return status(all);
}

}  // namespace

Run propose(CLI::App& app) {
  const auto asked = std::make_shared<ProposeArguments>();
  app.add_option("IMPL", asked->impl, "implementation; with files, a filter");
  app.add_option("--file", asked->files, "proposals, TOML")
      ->allow_extra_args(false);
  app.add_option("--dir", asked->folders, "a folder of *.toml: a suite")
      ->allow_extra_args(false);
  app.add_flag("--full", asked->output.style.full, "every step of a trace");
  add_study(app, asked->selection, asked->set, asked->output);
  add_checkpoint(app, asked->checkpoint);
  return [asked](const Context& context) {
    asked->impl = study::lock_named(asked->impl);
    return run(context, *asked);
  };
}

}  // namespace vmalock::cli

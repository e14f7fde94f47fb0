// vmalock propose: is this change of orderings right?
#include <algorithm>

#include "harness/base/check.h"
#include "harness/cli/commands.h"
#include "harness/cli/documents.h"
#include "harness/cli/progress.h"
#include "harness/cli/propose.h"

namespace vmalock::cli {

namespace {

Proposal from_options(const std::string& impl, const Options& options) {
  if (impl.empty())
    user_error(
        "--set: for which implementation? write `vmalock propose IMPL --set "
        "SITE=ORDERING`; `vmalock list impls` prints them");
  Proposal p;
  p.impl = impl;
  for (const std::string& text : options.set)
    p.changes.push_back(parse_change(text));
  p.name = text_of(p.changes);
  return p;
}

std::vector<Proposal> collect(const Context& context,
                              const ProposeArguments& arguments,
                              const Options& options) {
  std::vector<std::string> files = arguments.files;
  for (const std::string& folder : arguments.folders)
    for (const std::string& file : proposal_files(folder))
      files.push_back(file);
  std::vector<Proposal> all;
  for (const std::string& file : files)
    for (Proposal& p : read_proposals(context, file))
      if (arguments.impl.empty() || p.impl == arguments.impl)
        all.push_back(std::move(p));
  if (!options.set.empty())
    all.push_back(from_options(arguments.impl, options));
  if (files.empty() && all.empty())
    user_error(
        "propose what? write `vmalock propose IMPL --set SITE=ORDERING`, "
        "`--file F.toml` or `--dir DIR`");
  if (all.empty())
    user_error("no proposal for " +
               (arguments.impl.empty() ? "anything" : arguments.impl) +
               " in these files; leave IMPL out to run all of them");
  return all;
}

ExitStatus status(const std::vector<Judged>& all) {
  ExitStatus worst = ExitStatus::holds;
  for (const Judged& judged : all) {
    if (judged.failed()) return ExitStatus::violated;
    if (judged.verdict == ProposalVerdict::unknown) worst = ExitStatus::unknown;
  }
  return worst;
}

}  // namespace

ExitStatus propose_command(const Context& context,
                           const ProposeArguments& arguments,
                           const Options& options) {
  Proposer proposer(context, options);
  proposer.plan(collect(context, arguments, options));
  const Documents documents(context, options);
  std::vector<Judged> all;
  {
    Progress progress(context.err, context.err_is_terminal);
    progress.begin("propose");
    all = proposer.run([&](const std::string& line) { progress.update(line); });
  }
  const bool suite = !arguments.files.empty() || !arguments.folders.empty();
  documents.write(
      [&](const Style& style) { return propose_text(all, suite, style); },
      [&] { return propose_json(all, context.command_line); });
  return status(all);
}

}  // namespace vmalock::cli

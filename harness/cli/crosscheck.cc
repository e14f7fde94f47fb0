// vmalock crosscheck: every case on two engines that share no code. Where they
// disagree, either a known blind spot of one of them explains it, or one of
// them is wrong.
#include <fmt/format.h>

#include <algorithm>

#include "harness/cli/commands.h"
#include "harness/cli/outputs.h"
#include "harness/cli/runner.h"
#include "harness/report/layout.h"
#include "harness/result/judgement.h"

namespace vmalock::cli {

namespace {

enum class Agreement { agree, explained, disagree, undecided };

struct Comparison {
  const RunResult* graph;
  const RunResult* relacy;
  Agreement agreement;
  std::string reason;
};

Comparison compare(const RunResult& graph, const RunResult& relacy) {
  const auto result = [&](Agreement agreement, const char* reason) {
    return Comparison{&graph, &relacy, agreement, reason};
  };
  if (graph.verdict == Verdict::unknown || relacy.verdict == Verdict::unknown)
    return result(Agreement::undecided, "one engine did not finish");
  if (graph.verdict == Verdict::holds && relacy.verdict == Verdict::holds)
    return result(Agreement::agree, "");
  if (graph.verdict == Verdict::violated &&
      relacy.verdict == Verdict::violated) {
    const bool same =
        graph.error && relacy.error && graph.error->kind == relacy.error->kind;
    return result(Agreement::agree,
                  same ? "" : "each stops at the error that it meets first");
  }
  if (graph.verdict == Verdict::violated)
    return result(Agreement::explained,
                  "relacy samples, and a load looks back at one older store "
                  "at most");
  if (relacy.error && relacy.error->kind == ErrorKind::livelock)
    return result(Agreement::explained,
                  "relacy has no awaits: a thread that waits long enough looks "
                  "like a livelock to it");
  return result(Agreement::disagree,
                "graph proves what relacy refutes: one of them is wrong");
}

std::string verdict_cell(const RunResult& run) {
  std::string text = pad_right(name(run.verdict), 9);
  return text + pad_left(run.verdict == Verdict::violated && run.error
                             ? code(run.error->kind)
                             : rounded(run.executions),
                         6);
}

const char* word(Agreement a) {
  switch (a) {
    case Agreement::agree:
      return "AGREE";
    case Agreement::explained:
      return "EXPLAINED";
    case Agreement::disagree:
      return "DISAGREE";
    case Agreement::undecided:
      return "UNKNOWN";
  }
  return "";
}

std::string report(const std::vector<Comparison>& all) {
  std::size_t width = 4;
  for (const Comparison& c : all)
    width = std::max(width, c.graph->case_name.size());
  std::string out = fmt::format("{:<9}  {:<{}}  {:<15}  {:<15}\n", "", "case",
                                width, "graph", "relacy");
  out.erase(out.find_last_not_of(" \n") + 1);
  out += "\n";
  unsigned count[4] = {};
  std::string impl;
  for (const Comparison& c : all) {
    ++count[static_cast<std::size_t>(c.agreement)];
    if (c.graph->impl != impl) out += (impl = c.graph->impl) + "\n";
    out += fmt::format("{:<9}  {:<{}}  {}  {}\n", word(c.agreement),
                       c.graph->case_name, width, verdict_cell(*c.graph),
                       verdict_cell(*c.relacy));
    if (!c.reason.empty()) out += paragraph(std::string(11, ' '), c.reason);
  }
  return out + fmt::format(
                   "\n{}: {} agree, {} differ by a known blind spot, {} "
                   "disagree, {} unknown\n",
                   counted(all.size(), "pair"), count[0], count[1], count[2],
                   count[3]);
}

}  // namespace

ExitStatus crosscheck_command(const Context& context, const Options& options) {
  Options relacy_options = options;
  relacy_options.model.clear();  // relacy answers for C++11 only
  Options graph_options = options;
  graph_options.search.clear();  // --search is for relacy
  const std::vector<Cell> graph_plan =
      make_plan(engine_named(context.engines, "graph"), graph_options);
  const std::vector<Cell> relacy_plan =
      make_plan(engine_named(context.engines, "relacy"), relacy_options);
  const Outputs outputs(context, options);
  std::vector<RunResult> runs = run_plan(context, graph_plan);
  const std::vector<RunResult> relacy_runs = run_plan(context, relacy_plan);
  CHECK(runs.size() == relacy_runs.size());
  runs.insert(runs.end(), relacy_runs.begin(), relacy_runs.end());

  std::vector<Comparison> all;
  for (std::size_t i = 0; i < graph_plan.size(); ++i)
    all.push_back(compare(runs[i], runs[graph_plan.size() + i]));
  std::stable_sort(all.begin(), all.end(),
                   [](const Comparison& a, const Comparison& b) {
                     return a.graph->impl < b.graph->impl;
                   });
  outputs.write(runs, [&](const Style&) { return report(all); });
  ExitStatus status = ExitStatus::holds;
  for (const Comparison& c : all) {
    if (c.agreement == Agreement::disagree) return ExitStatus::violated;
    if (c.agreement == Agreement::undecided) status = ExitStatus::unknown;
  }
  return status;
}

}  // namespace vmalock::cli

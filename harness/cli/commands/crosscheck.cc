// SPDX-License-Identifier: MIT
// vmalock crosscheck: every case on two engines that share no code. Where they
// disagree, either a known blind spot of one of them explains it, or one of
// them is wrong.
#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "harness/cli/arguments.h"
#include "harness/cli/checkpoints.h"
#include "harness/cli/command.h"
#include "harness/cli/outputs.h"
#include "harness/cli/progress.h"
#include "harness/report/layout.h"
#include "harness/result/assessment.h"
#include "harness/study/runner.h"

namespace vmalock::cli {

namespace {

struct CrosscheckArguments {
  study::Selection selection;
  Sets set;
  OutputOptions output;
  CheckpointOptions checkpoint;
};

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
    width = std::max(width, c.graph->question.case_name.size());
  std::string out = fmt::format("{:<9}  {:<{}}  {:<15}  {:<15}\n", "", "case",
                                width, "graph", "relacy");
  out.erase(out.find_last_not_of(" \n") + 1);
  out += "\n";
  unsigned count[4] = {};
  std::string impl;
  for (const Comparison& c : all) {
    ++count[static_cast<std::size_t>(c.agreement)];
    if (c.graph->question.impl != impl)
      out += (impl = c.graph->question.impl) + "\n";
    out += fmt::format("{:<9}  {:<{}}  {}  {}\n", word(c.agreement),
                       c.graph->question.case_name, width,
                       verdict_cell(*c.graph), verdict_cell(*c.relacy));
    if (!c.reason.empty()) out += paragraph(std::string(11, ' '), c.reason);
  }
  return out + fmt::format(
                   "\n{}: {} agree, {} differ by a known blind spot, {} "
                   "disagree, {} unknown\n",
                   counted(all.size(), "pair"), count[0], count[1], count[2],
                   count[3]);
}

ExitStatus run(const Context& plain, const CrosscheckArguments& asked) {
  const Checkpoints checkpoints(plain, asked.checkpoint);
  const Context& context = checkpoints.context();
  study::Selection on_relacy = asked.selection;
  on_relacy.model.clear();  // relacy answers for C++11 only
  study::Selection on_graph = asked.selection;
  on_graph.search.clear();  // --search is for relacy
  const auto plan = [&](const char* name, study::Selection selection) {
    Engine& engine = study::engine_named(context.engines, name);
    return study::make_plan(
        engine, study::with_rows(engine, std::move(selection), asked.set));
  };
  const std::vector<study::Cell> graph_plan = plan("graph", on_graph);
  const std::vector<study::Cell> relacy_plan = plan("relacy", on_relacy);
  const Outputs outputs(context, asked.output, Outputs::Of::runs);
  std::vector<RunResult> runs =
      run_plan(graph_plan, Progress(context).listener());
  const std::vector<RunResult> relacy_runs =
      run_plan(relacy_plan, Progress(context).listener());
  CHECK(runs.size() == relacy_runs.size());
  runs.insert(runs.end(), relacy_runs.begin(), relacy_runs.end());

  std::vector<Comparison> all;
  for (std::size_t i = 0; i < graph_plan.size(); ++i)
    all.push_back(compare(runs[i], runs[graph_plan.size() + i]));
  std::stable_sort(all.begin(), all.end(),
                   [](const Comparison& a, const Comparison& b) {
                     return a.graph->question.impl < b.graph->question.impl;
                   });
  outputs.write(runs, [&](const Style&) { return report(all); });
  ExitStatus status = ExitStatus::holds;
  for (const Comparison& c : all) {
    if (c.agreement == Agreement::disagree) return ExitStatus::violated;
    if (c.agreement == Agreement::undecided) status = ExitStatus::unknown;
  }
  return status;
}

}  // namespace

Run crosscheck(CLI::App& app) {
  const auto asked = std::make_shared<CrosscheckArguments>();
  add_selection(app, asked->selection);
  app.add_option("--model", asked->selection.model,
                 "model of the graph engine");
  app.add_option("--search", asked->selection.search,
                 "of relacy: random, full, bound:N");
  add_set(app, asked->set);
  add_limits(app, asked->selection);
  add_output(app, asked->output);
  add_checkpoint(app, asked->checkpoint);
  return [asked](const Context& context) { return run(context, *asked); };
}

}  // namespace vmalock::cli

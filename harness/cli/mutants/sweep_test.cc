// SPDX-License-Identifier: MIT
// The sweep of the released locks, against what is known in two other ways: the
// list of ordering mutants, each with the case that must find it, and plain
// runs of the engine that share nothing with the sweep's memory.
#include "harness/study/sweep.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <sstream>

#include "harness/cli/app.h"
#include "harness/platform/model/engine.h"
#include "harness/study/orderings.h"
#include "harness/study/repair.h"
#include "impl/mutants/orderings.h"

namespace vmalock::cli {
namespace {

using namespace study;

class SweepOf : public ::testing::TestWithParam<const char*> {
 protected:
  std::vector<Cell> cells() {
    Selection selection;
    selection.impls = {GetParam()};
    selection.model = model_;
    return make_plan(*graph_, selection);
  }
  /// Whether every case holds that can, asked of the engine itself. A case that
  /// a known bug breaks with the released orderings tells nothing.
  bool holds(const OrderingTable& table) {
    if (who_.empty())
      for (const Cell& cell : cells())
        if (graph_->run(cell.request).verdict == Verdict::holds)
          who_.push_back(cell.request);
    for (RunRequest request : who_) {
      request.question.orderings = changed_rows(*request.binding->impl, table);
      if (graph_->run(request).verdict != Verdict::holds) return false;
    }
    return true;
  }
  std::string model_ = "lkmm";
  std::unique_ptr<Engine> graph_ = make_graph_engine();

 private:
  std::vector<RunRequest> who_;
};

const Step* find(const Sweep& sweep, std::string_view site, Ordering to) {
  for (const SweptSite& s : sweep.sites)
    if (s.row->name == site)
      for (const Step& step : s.steps)
        if (step.to == to) return &step;
  return nullptr;
}

TEST_P(SweepOf, FindsEveryListedMutantByItsCase) {
  const Sweep s = sweep(cells(), {.sets = false});
  ASSERT_TRUE(s.complete) << s.reason;
  for (const impl::OrderingMutant& m : impl::ordering_mutants) {
    if (m.impl != GetParam() || !m.models.has("lkmm")) continue;
    const Step* step = find(s, m.site, m.ordering);
    ASSERT_NE(step, nullptr) << m.site;
    EXPECT_EQ(step->fate, Fate::needed) << m.site;
    const auto by = std::find_if(
        step->by.begin(), step->by.end(),
        [&](const Killing& k) { return s.cases[k.case_index] == m.case_name; });
    ASSERT_NE(by, step->by.end()) << m.site << " by " << m.case_name;
    EXPECT_TRUE(m.kinds.has(by->kind)) << m.site;
  }
}

TEST_P(SweepOf, AgreesWithPlainRuns) {
  if (GetParam() == std::string("refcnt-6.15")) model_ = "rc11";  // for time
  const Sweep s = sweep(cells(), {.jobs = 2});
  ASSERT_TRUE(s.complete) << s.reason;
  for (const SweptSite& site : s.sites)
    for (const Step& step : site.steps) {
      OrderingTable table = s.table;
      table[site.index] = step.to;
      EXPECT_EQ(holds(table), step.fate != Fate::needed)
          << site.row->name << " -> " << name(step.to);
    }
  ASSERT_TRUE(s.sets.complete);
  ASSERT_FALSE(s.sets.holding.empty());
  for (const OrderingTable& table : s.sets.holding) {
    EXPECT_TRUE(holds(table));
    // Weaker by one more step, it breaks: the set is as large as can be.
    for (const SweptSite& site : s.sites)
      for (const Step& step : site.steps) {
        if (step.fate != Fate::needed && step.fate != Fate::survived) continue;
        OrderingTable weaker = table;
        weaker[site.index] = step.to;
        if (step.to == table[site.index] ||
            !weaker_or_equal(step.to, table[site.index]))
          continue;
        EXPECT_FALSE(holds(weaker)) << site.row->name << " " << name(step.to);
      }
  }
  for (const Wall& wall : s.sets.walls) EXPECT_FALSE(holds(wall.table));
}

INSTANTIATE_TEST_SUITE_P(Released, SweepOf,
                         ::testing::Values("rwsem-6.5", "refcnt-6.15"),
                         [](const auto& info) {
                           std::string text = info.param;
                           std::replace_if(
                               text.begin(), text.end(),
                               [](char c) { return c == '-' || c == '.'; },
                               '_');
                           return text;
                         });

/// The two historical fixes, found again from the broken tables.
TEST(RepairOf, FindsTheHistoricalFixes) {
  const auto graph = make_graph_engine();
  const struct {
    const char* impl;
    ChangedRows broken;
  } all[] = {
      {"rwsem-6.5",
       {{"reader_mseq", Ordering::relaxed}, {"seq_end", Ordering::relaxed}}},
      {"refcnt-6.17",
       {{"reader_inc", Ordering::relaxed}, {"attach", Ordering::relaxed}}},
  };
  for (const auto& one : all) {
    Selection selection;
    selection.impls = {one.impl};
    selection.orderings = one.broken;
    selection.cases = {"reader_excludes_writer", "reader_sees_writer",
                       "lookup_attached"};
    const RepairResult r = repair(make_plan(*graph, selection), {});
    ASSERT_EQ(r.verdict, RepairVerdict::repaired) << one.impl << r.reason;
    ASSERT_FALSE(r.repairs.empty());
    EXPECT_EQ(r.repairs.front(), default_orderings(*r.impl)) << one.impl;
  }
}

/// The witness of an outcome replays an execution that shows it.
TEST(WitnessOf, EveryOutcomeReplays) {
  const auto graph = make_graph_engine();
  Selection selection;
  selection.impls = {"refcnt-6.15"};
  selection.cases = {"unlock_ends_all", "downgrade_keeps_space"};
  for (const Cell& cell : make_plan(*graph, selection)) {
    const RunResult run = graph->run(cell.request);
    ASSERT_GT(run.outcomes.size(), 1u);
    for (const Outcome& outcome : run.outcomes) {
      const RunResult again = graph->replay(cell.request, outcome.witness);
      ASSERT_EQ(again.outcomes.size(), 1u) << outcome.witness;
      EXPECT_EQ(again.outcomes[0].values, outcome.values) << outcome.witness;
      EXPECT_FALSE(again.trace.empty());
    }
  }
}

TEST(ProposalsOf, ShippedSuiteIsAsExpected) {
  const auto graph = make_graph_engine();
  Engine* const engines[] = {graph.get()};
  std::ostringstream out, err;
  const Context context{.engines = engines,
                        .out = out,
                        .err = err,
                        .command_line = "vmalock test"};
  EXPECT_EQ(
      run_app(context, {"propose", "--dir", "harness/cli/testdata/proposals"}),
      0)
      << out.str() << err.str();
}

}  // namespace
}  // namespace vmalock::cli

// SPDX-License-Identifier: MIT
// Method: rules whose answer is known, or found by trying every table; the
// sweep and the repair must say the same with far fewer runs.
#include "harness/study/sweep.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

#include "harness/study/orderings.h"
#include "harness/study/repair.h"
#include "harness/study/testing/rule_engine.h"

namespace vmalock::study {
namespace {

using testing::at_site;
using testing::RuleEngine;
using enum Ordering;

std::vector<Cell> cells_of(RuleEngine& engine, const ChangedRows& rows = {}) {
  Selection selection;
  selection.orderings = rows;
  return make_plan(engine, selection);
}

const Step& step_of(const Sweep& sweep, const std::string& site, Ordering to) {
  for (const SweptSite& s : sweep.sites)
    if (s.row->name == site)
      for (const Step& step : s.steps)
        if (step.to == to) return step;
  ADD_FAILURE() << site << " has no step to " << name(to);
  static const Step none;
  return none;
}

bool no_acquire(const OrderingTable& t) { return !acquires(at_site(t, "a")); }
bool no_release(const OrderingTable& t) { return !releases(at_site(t, "b")); }

/// first_case needs the barrier c; second_case the pair a, b; f its mark.
std::optional<ErrorKind> rule(const std::string& case_name,
                              const OrderingTable& t) {
  if (at_site(t, "f") == plain) return ErrorKind::data_race;
  if (case_name == "first_case" && at_site(t, "c") != mb)
    return ErrorKind::deadlock;
  if (case_name == "second_case" && (no_acquire(t) || no_release(t)))
    return ErrorKind::failed_requirement;
  return std::nullopt;
}

TEST(Lattice, Order) {
  EXPECT_TRUE(weaker_or_equal(plain, relaxed));
  EXPECT_TRUE(weaker_or_equal(ctrl, acquire));
  EXPECT_FALSE(weaker_or_equal(acquire, release));
  EXPECT_FALSE(weaker_or_equal(release, acquire));
  EXPECT_FALSE(weaker_or_equal(rmb, wmb));
  EXPECT_TRUE(weaker_or_equal(wmb, release_fence));
  EXPECT_FALSE(weaker_or_equal(wmb, acquire_fence));
  EXPECT_FALSE(weaker_or_equal(plain, mb));  // an access is no fence
  // A primitive has one weakest ordering and one strongest.
  for (std::size_t p = 0; p < primitive_names.size(); ++p) {
    const auto legal = legal_orderings(static_cast<Primitive>(p));
    for (const Ordering o : legal) {
      EXPECT_TRUE(weaker_or_equal(legal.front(), o)) << name(o);
      EXPECT_TRUE(weaker_or_equal(o, legal.back())) << name(o);
      EXPECT_TRUE(weaker_or_equal(o, o));
    }
  }
}

TEST(Lattice, StandInsAreNoAnswer) {
  EXPECT_EQ(blind_to("rc11", acquire, relaxed), "");
  EXPECT_NE(blind_to("rc11", acquire, ctrl), "");
  EXPECT_NE(blind_to("rc11", ctrl, relaxed), "");
  EXPECT_NE(blind_to("rc11", mb, wmb), "");
  EXPECT_EQ(blind_to("rc11", wmb, none), "");
  EXPECT_EQ(blind_to("lkmm", acquire, ctrl), "");
  EXPECT_EQ(blind_to("lkmm", ctrl, relaxed), "");
}

/// Every minimal point that is below no wall, by trying all points.
std::set<OrderingTable> by_trying(const Lattice& lattice,
                                  const std::vector<OrderingTable>& walls) {
  std::vector<OrderingTable> all = {{}};
  for (const auto& levels : lattice.levels) {
    std::vector<OrderingTable> longer;
    for (const OrderingTable& t : all)
      for (const Ordering o : levels) {
        longer.push_back(t);
        longer.back().push_back(o);
      }
    all = longer;
  }
  std::erase_if(all, [&](const OrderingTable& t) {
    return std::any_of(walls.begin(), walls.end(),
                       [&](const auto& w) { return weaker_or_equal(t, w); });
  });
  std::set<OrderingTable> minimal;
  for (const OrderingTable& t : all)
    if (std::none_of(all.begin(), all.end(), [&](const OrderingTable& o) {
          return o != t && weaker_or_equal(o, t);
        }))
      minimal.insert(t);
  return minimal;
}

TEST(Lattice, WeakestPointsAreThoseThatTryingAllFinds) {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    Lattice lattice;
    for (const Primitive p :
         {Primitive::load, Primitive::rmw, Primitive::fence}) {
      const auto legal = legal_orderings(p);
      lattice.levels.emplace_back(legal.begin(), legal.end());
      lattice.bottom.push_back(legal.front());
      lattice.top.push_back(legal.back());
    }
    std::vector<OrderingTable> walls;
    for (std::size_t n = random() % 5; n > 0; --n) {
      OrderingTable wall;
      for (const auto& levels : lattice.levels)
        wall.push_back(levels[random() % levels.size()]);
      walls.push_back(wall);
    }
    const auto points = weakest_points(lattice, walls, 1000);
    ASSERT_TRUE(points);
    EXPECT_EQ(std::set(points->begin(), points->end()),
              by_trying(lattice, walls));
  }
  Lattice two{{relaxed}, {acquire}, {{relaxed, acquire}}};
  EXPECT_EQ(weakest_points(two, {{acquire}}, 10)->size(), 0u);
}

TEST(Sweep, OfSomeSitesWithRunsThatAreKnownMakesNoOther) {
  RuleEngine engine(rule, {"a", "b", "c", "d", "f"});
  const Sweep all = sweep(cells_of(engine), {.sets = false});
  SweepOptions options = {.sets = false};
  options.only = {"c"};
  const Sweep some = sweep(cells_of(engine), options);
  for (const SweptSite& site : some.sites)
    EXPECT_EQ(site.steps.empty(), site.row->name != "c") << site.row->name;
  for (const SweptSite& site : all.sites)
    for (const Step& step : site.steps)
      if (site.row->name == "c") {
        EXPECT_EQ(step_of(some, "c", step.to).fate, step.fate) << name(step.to);
      }
  for (const Cell& cell : cells_of(engine)) {
    KnownRun known;
    RunRequest request = cell.request;
    request.reached = &known.reached;
    known.result = cell.engine->run(request);
    options.known.push_back(std::move(known));
  }
  const Sweep again = sweep(cells_of(engine), options);
  EXPECT_EQ(again.runs + options.known.size(), some.runs);
  EXPECT_TRUE(again.complete);
  for (std::size_t i = 0; i < some.sites.size(); ++i)
    EXPECT_EQ(again.sites[i].passed_by, some.sites[i].passed_by);
}

TEST(Sweep, SaysWhatIsNeededAndByWhat) {
  RuleEngine engine(rule, {"a", "b", "c", "d", "f"});
  const Sweep s = sweep(cells_of(engine), {});
  EXPECT_TRUE(s.complete);
  const Step& a = step_of(s, "a", relaxed);
  EXPECT_EQ(a.fate, Fate::needed);
  ASSERT_EQ(a.by.size(), 1u);
  EXPECT_EQ(s.cases[a.by[0].case_index], "second_case");
  EXPECT_EQ(a.by[0].kind, ErrorKind::failed_requirement);
  EXPECT_EQ(step_of(s, "b", relaxed).fate, Fate::needed);
  EXPECT_EQ(step_of(s, "c", acq_rel_fence).by.at(0).kind, ErrorKind::deadlock);
  // Both cases break; the one with fewer executions is named first.
  ASSERT_EQ(step_of(s, "f", plain).by.size(), 2u);
  EXPECT_EQ(s.cases[step_of(s, "f", plain).by[0].case_index], "second_case");
  EXPECT_EQ(step_of(s, "e", relaxed).fate, Fate::unpassed);
}

TEST(Sweep, DoesNotClaimWhatTheModelCannotSee) {
  RuleEngine engine(rule);
  const Sweep s = sweep(cells_of(engine), {});
  EXPECT_EQ(step_of(s, "a", ctrl).fate, Fate::blind);
  EXPECT_EQ(step_of(s, "d", relaxed).fate, Fate::blind);
  // acquire_fence stands in for it and breaks: then smp_rmb breaks for certain.
  EXPECT_EQ(step_of(s, "c", rmb).fate, Fate::needed);
  // Where even none survives, what is stronger does.
  RuleEngine free([](const std::string&, const OrderingTable&) {
    return std::optional<ErrorKind>();
  });
  EXPECT_EQ(step_of(sweep(cells_of(free), {}), "c", rmb).fate, Fate::survived);
  ASSERT_EQ(s.sets.holding.size(), 1u);
  EXPECT_EQ(at_site(s.sets.holding[0], "d"), ctrl) << "kept as released";
  EXPECT_EQ(at_site(s.sets.holding[0], "e"), relaxed);
  const std::string text = sweep_text(s, {});
  EXPECT_NE(text.find("not visible: rc11"), std::string::npos) << text;
}

/// e may lose one half, a and e not all of both: sets that break together.
std::optional<ErrorKind> together(const std::string& case_name,
                                  const OrderingTable& t) {
  const Ordering e = at_site(t, "e");
  if (case_name == "first_case" && !acquires(e) && !releases(e))
    return ErrorKind::data_race;
  if (case_name == "second_case" && no_acquire(t) && !acquires(e))
    return ErrorKind::leak;
  if (case_name == "second_case" && no_release(t) && no_acquire(t))
    return ErrorKind::deadlock;
  return std::nullopt;
}

TEST(Sweep, FindsAllLargestSetsWithoutTryingAll) {
  RuleEngine engine(together, {"a", "b", "e"});
  for (const unsigned jobs : {1u, 3u}) {
    engine.runs = 0;
    const Sweep s = sweep(cells_of(engine), {.jobs = jobs});
    EXPECT_TRUE(s.sets.complete);
    std::set<OrderingTable> expected;
    Lattice lattice;
    const OrderingTable& released = s.table;
    std::vector<OrderingTable> failing;
    for (const Ordering a : {plain, relaxed, acquire})
      for (const Ordering b : {plain, relaxed, release})
        for (const Ordering e : {relaxed, acquire, release, acq_rel}) {
          OrderingTable t = released;
          t[t.size() - 6] = a;
          t[t.size() - 5] = b;
          t[t.size() - 2] = e;
          if (together("first_case", t) || together("second_case", t)) continue;
          std::erase_if(expected, [&](const OrderingTable& o) {
            return weaker_or_equal(t, o);
          });
          if (std::none_of(
                  expected.begin(), expected.end(),
                  [&](const auto& o) { return weaker_or_equal(o, t); }))
            expected.insert(t);
        }
    EXPECT_EQ(std::set(s.sets.holding.begin(), s.sets.holding.end()), expected);
    EXPECT_GT(expected.size(), 1u);
    EXPECT_LT(engine.runs, 60u) << "of 2 cases x 36 tables";
  }
}

/// As a lock under lkmm whose weakened e shows with load buffering only.
void break_late(const RunRequest& request, RunResult& result) {
  const bool weak = !acquires(at_site(testing::orderings_of(request), "e"));
  if (request.question.search == "acyclic") {
    result.notes = {"without load buffering"};
  } else if (weak && request.question.case_name == "second_case") {
    result.verdict = Verdict::violated;
    result.error = Error{ErrorKind::failed_requirement, "late", {}, {}, "A"};
  }
}

TEST(Sweep, WhatSurvivesIsSearchedCompletely) {
  RuleEngine engine(rule);
  engine.change = break_late;
  const Sweep s = sweep(cells_of(engine), {});
  EXPECT_TRUE(s.complete);
  EXPECT_EQ(step_of(s, "e", relaxed).fate, Fate::needed);
  EXPECT_EQ(step_of(s, "e", release).fate, Fate::needed);
  EXPECT_EQ(step_of(s, "e", acquire).fate, Fate::survived);
  for (const OrderingTable& set : s.sets.holding)
    EXPECT_TRUE(acquires(at_site(set, "e")));
  for (const std::string& note : s.notes)
    EXPECT_NE(note, "without load buffering");
}

TEST(Repair, MendsWhatBreaksWithLoadBufferingOnly) {
  RuleEngine engine(rule);
  engine.change = break_late;
  const RepairResult r = repair(cells_of(engine, {{"e", relaxed}}), {});
  ASSERT_EQ(r.verdict, RepairVerdict::repaired);
  for (const OrderingTable& table : r.repairs)
    EXPECT_TRUE(acquires(at_site(table, "e")));
}

TEST(Sweep, CaseThatFailsBeforeTellsNothing) {
  RuleEngine engine([](const std::string& c, const OrderingTable&) {
    return c == "first_case" ? std::optional(ErrorKind::leak) : std::nullopt;
  });
  const Sweep s = sweep(cells_of(engine), {});
  ASSERT_EQ(s.unfit.size(), 1u);
  EXPECT_EQ(s.unfit[0].question.case_name, "first_case");
  EXPECT_EQ(step_of(s, "a", relaxed).fate, Fate::survived);
}

TEST(Sweep, InterruptedIsPartialAndUnknown) {
  RuleEngine engine(rule);
  engine.change = [&](const RunRequest&, RunResult& result) {
    if (engine.runs < 6) return;
    stop_requested = true;
    result.verdict = Verdict::unknown;
    result.error.reset();
  };
  const Sweep s = sweep(cells_of(engine), {});
  stop_requested = false;
  EXPECT_FALSE(s.complete);
  EXPECT_EQ(s.reason, "interrupted");
  EXPECT_NE(sweep_text(s, {}).find("UNKNOWN"), std::string::npos);
}

TEST(Repair, FindsTheSmallestOfTheChangedRows) {
  RuleEngine engine(rule);
  const RepairResult r = repair(
      cells_of(engine, {{"a", relaxed}, {"b", plain}, {"e", relaxed}}), {});
  ASSERT_EQ(r.verdict, RepairVerdict::repaired);
  ASSERT_EQ(r.repairs.size(), 1u) << "e need not change";
  EXPECT_EQ(at_site(r.repairs[0], "a"), acquire);
  EXPECT_EQ(at_site(r.repairs[0], "b"), release);
  EXPECT_EQ(at_site(r.repairs[0], "e"), relaxed);
}

TEST(Repair, OneRowIsSmallerThanTwo) {
  RuleEngine engine([](const std::string&, const OrderingTable& t) {
    const bool pair = acquires(at_site(t, "a")) && releases(at_site(t, "b"));
    return pair || at_site(t, "c") == mb ? std::nullopt
                                         : std::optional(ErrorKind::leak);
  });
  const RepairResult r = repair(
      cells_of(engine, {{"a", relaxed}, {"b", relaxed}, {"c", none}}), {});
  ASSERT_EQ(r.repairs.size(), 1u);
  EXPECT_EQ(at_site(r.repairs[0], "c"), mb);
  EXPECT_EQ(at_site(r.repairs[0], "a"), relaxed);
}

TEST(Repair, SaysWhenNoOrderingHelps) {
  RuleEngine engine([](const std::string& c, const OrderingTable&) {
    return c == "second_case" ? std::optional(ErrorKind::leak) : std::nullopt;
  });
  const RepairResult r = repair(cells_of(engine), {});
  EXPECT_EQ(r.verdict, RepairVerdict::impossible);
  ASSERT_EQ(r.hopeless.size(), 1u);
  EXPECT_EQ(r.cases[r.hopeless.front()], "second_case");
  RuleEngine fine(rule);
  EXPECT_EQ(repair(cells_of(fine), {}).verdict, RepairVerdict::holds);
}

}  // namespace
}  // namespace vmalock::study

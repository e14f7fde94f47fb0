// SPDX-License-Identifier: MIT
// Method: an engine whose runs cost what the test says, on a clock of its own:
// what is run in which order, and what is said of what was not.
#include "harness/study/deepen.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <functional>

#include "harness/result/assessment.h"
#include "harness/study/ladder.h"
#include "harness/study/recorded.h"

namespace vmalock::study {
namespace {

constexpr KnownBug bugs[] = {
    {"small_case", "B-9", "data race", {}, {}, {1, 2, 1}}};
constexpr KnownBug required[] = {{"small_case", "B-8", "data race"}};
constexpr KnownBug several[] = {
    {"small_case", "B-9", "data race", {}, {}, {1, 2, 1}},
    {"*", "B-7", "leak"}};
constexpr ImplInfo locks[] = {
    {"plain", "1.0", "a", "no bug", {}, {}},
    {"listed", "2.0", "b", "a bug at two writers", {}, bugs},
    {"missing", "3.0", "c", "a bug that is not found", {}, required},
    {"several", "4.0", "d", "two that show in other cases", {}, several},
};
constexpr CaseInfo cases[] = {
    {"small_case", "one", "R-1", {1, 1, 1}, {3, 2, 1}},
    {"large_case", "two", "R-2", {2, 1, 1}, {2, 2, 4}, {1, 1, 1}},
    {"fixed_case", "three", "R-3", {1, 1, 1}, {1, 1, 1}},
};

/// Runs take no time but on its own clock.
class ClockedEngine : public Engine {
 public:
  ClockedEngine() {
    for (const CaseInfo& info : cases)
      for (const ImplInfo& lock : locks)
        bindings_.push_back({&lock, &info, nullptr});
  }
  std::string_view name() const override { return "graph"; }
  std::vector<std::string_view> models() const override { return {"lkmm"}; }
  std::vector<std::string_view> blind_spots() const override { return {}; }
  bool proves() const override { return true; }
  bool can_set_orderings() const override { return true; }
  std::span<const Binding> bindings() const override { return bindings_; }
  double seconds_saved() const override { return clock_; }

  RunResult run(const RunRequest& request) override {
    asked.push_back(request.question);
    RunResult result = begin_result(request);
    const double cost = seconds(request.question);
    result.seconds = std::min(cost, request.limits.left.value_or(cost));
    clock_ += result.seconds;
    result.executions = static_cast<std::uint64_t>(result.seconds * 1000);
    result.verdict = cost > result.seconds ? Verdict::unknown : Verdict::holds;
    if (cost > result.seconds) result.reason = "time limit";
    if (change) change(result);
    return result;
  }

  std::vector<Question> asked;
  /// Of a run.
  std::function<double(const Question&)> seconds = [](const Question& q) {
    const Bound& b = q.bound;
    return 0.01 * (b.readers + 2 * b.writers) * b.rounds;
  };
  std::function<void(RunResult&)> change;

 private:
  std::vector<Binding> bindings_;
  double clock_ = 0;
};

class Deepens : public ::testing::Test {
 protected:
  Deepens() { selection_.impls = {"plain"}; }
  ~Deepens() override { stop_requested = false; }

  std::vector<RunResult> deepened(double budget, Engine* engine = nullptr) {
    Engine& used = engine ? *engine : engine_;
    return deepen(make_plan(used, selection_), selection_, {budget, false}, {});
  }
  static const RunResult& of(const std::vector<RunResult>& runs,
                             const std::string& case_name) {
    return *std::find_if(runs.begin(), runs.end(), [&](const RunResult& run) {
      return run.question.case_name == case_name;
    });
  }

  ClockedEngine engine_;
  Selection selection_;
};

TEST_F(Deepens, ToTheLargestBoundsIfThereIsTime) {
  selection_.impls = {"plain", "missing"};
  const auto runs = deepened(1000);
  ASSERT_EQ(runs.size(), 6u);
  for (const RunResult& run : runs) {
    if (run.question.impl == "missing") continue;
    const CaseInfo& info = *std::find_if(
        std::begin(cases), std::end(cases), [&](const CaseInfo& one) {
          return one.name == run.question.case_name;
        });
    EXPECT_EQ(run.verdict, Verdict::holds);
    EXPECT_EQ(run.question.bound, info.max);
    EXPECT_EQ(run.depth, (Depth{{info.max}, {}, false}));
  }
}

TEST_F(Deepens, SmallestFirstThenOwnThenTheCheapest) {
  selection_.impls = {"plain", "missing"};
  deepened(1000);
  unsigned stage = 0;
  double cost = 0;
  for (const Question& q : engine_.asked) {
    const bool large = q.case_name == "large_case";
    const Bound own = large ? Bound{2, 1, 1} : Bound{1, 1, 1};
    const unsigned now = q.bound == Bound{1, 1, 1} ? 0 : q.bound == own ? 1 : 2;
    EXPECT_GE(now, stage) << q.case_name;
    stage = std::max(stage, now);
  }
  EXPECT_EQ(stage, 2u);
  // Nothing is asked twice.
  for (std::size_t i = 0; i < engine_.asked.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      EXPECT_FALSE(engine_.asked[i] == engine_.asked[j]);
  // Of one case, every bound before one that covers it.
  for (const Question& q : engine_.asked) {
    if (q.case_name != "large_case" || q.impl != "plain") continue;
    const double now = q.bound.readers + q.bound.writers + q.bound.rounds;
    EXPECT_GE(now + 1, cost);
    cost = now;
  }
}

TEST_F(Deepens, NeverBelowTheBoundOfTheCase) {
  // The smallest bounds take 0.03 s each; the own one of large_case 0.04 s.
  const auto runs = deepened(0.1);
  const RunResult& large = of(runs, "large_case");
  EXPECT_EQ(large.verdict, Verdict::unknown);
  EXPECT_EQ(large.question.bound, (Bound{2, 1, 1}));
  EXPECT_EQ(large.reason, "the budget of 0.10 s ended in it");
  EXPECT_EQ(large.depth, (Depth{{{1, 1, 1}}, Bound{2, 1, 1}, true}));
  EXPECT_EQ(of(runs, "small_case").verdict, Verdict::holds);
  EXPECT_EQ(of(runs, "small_case").depth->begun, false);
  EXPECT_EQ(overall(runs), Overall::unknown);
  // One that was not begun says that.
  const auto fewer = deepened(0.08);
  EXPECT_EQ(of(fewer, "large_case").reason,
            "the budget of 0.08 s ended before it was begun");
  EXPECT_FALSE(of(fewer, "large_case").depth->begun);
}

TEST_F(Deepens, ABoundThatIsTooLargeCostsNobodyElseTheirTurn) {
  engine_.seconds = [](const Question& q) {
    return q.case_name == "small_case" && q.bound.writers == 2 ? 1e6 : 0.01;
  };
  const auto runs = deepened(30);
  const RunResult& small = of(runs, "small_case");
  EXPECT_EQ(small.verdict, Verdict::holds);
  EXPECT_EQ(small.question.bound, (Bound{3, 1, 1}));
  EXPECT_EQ(small.depth, (Depth{{{3, 1, 1}}, Bound{1, 2, 1}, true}));
  EXPECT_EQ(of(runs, "large_case").depth, (Depth{{{2, 2, 4}}, {}, false}));
  // What covers it is not begun, and the budget is used, not more.
  for (const Question& q : engine_.asked)
    EXPECT_FALSE(q.case_name == "small_case" && q.bound.writers == 2 &&
                 q.bound.readers > 1);
  EXPECT_NEAR(engine_.seconds_saved(), 30, 0.5);
  EXPECT_EQ(overall(runs), Overall::holds);
}

TEST_F(Deepens, AnOwnBoundThatIsTooLargeLetsTheOthersReachTheirs) {
  engine_.seconds = [](const Question& q) {
    return q.case_name == "fixed_case" ? 1e6 : 0.01;
  };
  const auto runs = deepened(30);
  EXPECT_EQ(of(runs, "fixed_case").verdict, Verdict::unknown);
  EXPECT_EQ(of(runs, "fixed_case").reason, "the budget of 30.0 s ended in it");
  // It gets all the time that is left: without it the answer is UNKNOWN.
  EXPECT_EQ(of(runs, "small_case").depth,
            (Depth{{{1, 1, 1}}, Bound{2, 1, 1}, false}));
  EXPECT_EQ(of(runs, "large_case").question.bound, (Bound{2, 1, 1}));
  EXPECT_EQ(of(runs, "large_case").verdict, Verdict::holds);
}

TEST_F(Deepens, ALimitOfEachRunIsTheLastWordOnABound) {
  engine_.change = [](RunResult& result) {
    if (result.question.bound.readers < 2) return;
    result.verdict = Verdict::unknown;
    result.reason = "a loop was cut";
  };
  const auto runs = deepened(30);
  const RunResult& large = of(runs, "large_case");
  EXPECT_EQ(large.verdict, Verdict::unknown);
  EXPECT_EQ(large.reason, "a loop was cut");
  EXPECT_EQ(large.depth, (Depth{{{1, 1, 1}}, Bound{2, 1, 1}, true}));
  EXPECT_EQ(of(runs, "small_case").depth,
            (Depth{{{1, 2, 1}}, Bound{2, 1, 1}, true}));
  EXPECT_EQ(
      std::count_if(engine_.asked.begin(), engine_.asked.end(),
                    [](const Question& q) { return q.bound.readers > 1; }),
      2);
}

TEST_F(Deepens, AListedBugIsFoundWhereItShows) {
  selection_.impls = {"listed"};
  selection_.cases = {"small_case"};
  engine_.change = [](RunResult& result) {
    if (result.question.bound.writers < 2) return;
    result.verdict = Verdict::violated;
    result.error = Error{ErrorKind::data_race, "it breaks", {}, {}, "AQMB"};
  };
  const auto runs = deepened(30);
  EXPECT_EQ(assess(runs[0]), Assessment::expected);
  EXPECT_EQ(runs[0].question.bound, (Bound{1, 2, 1}));
  EXPECT_EQ(runs[0].expected->bug, "B-9");
  EXPECT_TRUE(runs[0].expected->required);
  EXPECT_FALSE(runs[0].depth->stopped_at);
  EXPECT_EQ(overall(runs), Overall::as_listed);
  for (const Bound& bound : runs[0].depth->completed)
    EXPECT_EQ(bound.writers, 1u);
  // A row that is not that far hides it.
  selection_.writers = 1;
  const auto fewer = deepened(30);
  EXPECT_EQ(fewer[0].question.bound, (Bound{3, 1, 1}));
  EXPECT_EQ(fewer[0].hidden, (std::vector<HiddenBug>{{"B-9", {1, 2, 1}, ""}}));
}

TEST_F(Deepens, OfSeveralListedBugsTheOneThatWasFoundIsNamed) {
  selection_.impls = {"several"};
  selection_.cases = {"large_case"};
  for (const auto& [kind, bug] :
       {std::pair(ErrorKind::data_race, "B-9"), {ErrorKind::leak, "B-7"}}) {
    engine_.change = [kind = kind](RunResult& result) {
      if (result.question.bound.writers < 2) return;
      result.verdict = Verdict::violated;
      result.error = Error{kind, "it breaks", {}, {}, "AQMB"};
    };
    const auto runs = deepened(30);
    EXPECT_EQ(assess(runs[0]), Assessment::expected);
    EXPECT_EQ(runs[0].expected->bug, bug);
  }
  engine_.change = [](RunResult& result) {
    result.verdict = Verdict::violated;
    result.error = Error{ErrorKind::deadlock, "it breaks", {}, {}, "AQMB"};
  };
  EXPECT_EQ(assess(deepened(30)[0]), Assessment::violated);
}

TEST_F(Deepens, AListedBugThatIsNotFoundFails) {
  selection_.impls = {"missing"};
  const auto runs = deepened(30);
  EXPECT_EQ(assess(of(runs, "small_case")), Assessment::missed);
  EXPECT_EQ(of(runs, "small_case").question.bound, (Bound{1, 1, 1}));
  EXPECT_EQ(overall(runs), Overall::violated);
}

TEST_F(Deepens, WhatOptionsFixStaysFixed) {
  selection_.readers = 2;
  selection_.cases = {};
  const auto runs = deepened(30);
  for (const Question& q : engine_.asked)
    EXPECT_EQ(q.bound.readers, q.case_name == "fixed_case" ? 1u : 2u);
  EXPECT_EQ(of(runs, "fixed_case").asked, (Bound{2, 1, 1}));
  EXPECT_FALSE(of(runs, "small_case").asked);
  EXPECT_EQ(of(runs, "small_case").question.bound, (Bound{2, 2, 1}));
}

TEST_F(Deepens, AnInterruptLosesNothing) {
  engine_.change = [this](RunResult& result) {
    if (engine_.asked.size() < 5) return;
    stop_requested = true;
    result.verdict = Verdict::unknown;
  };
  const auto runs = deepened(30);
  EXPECT_EQ(engine_.asked.size(), 5u);
  EXPECT_EQ(of(runs, "fixed_case").verdict, Verdict::holds);
  EXPECT_EQ(of(runs, "large_case").verdict, Verdict::holds);
  EXPECT_TRUE(std::any_of(runs.begin(), runs.end(), [](const RunResult& run) {
    return run.depth->begun;
  }));
}

TEST_F(Deepens, GoesOnFromACheckpointWithTheTimeThatWasUsed) {
  selection_.impls = {"plain", "listed"};
  std::string folder =
      (std::filesystem::temp_directory_path() / "vmalock-XXXXXX").string();
  mkdtemp(folder.data());
  const std::string file = folder + "/c";
  const auto whole = deepened(0.5);
  const auto disturbed = [&](const std::string& resume) {
    ClockedEngine fresh;
    fresh.change = [&](RunResult&) {
      stop_requested = fresh.asked.size() >= 2;
    };
    stop_requested = false;
    Checkpoint checkpoint(file, resume, "vmalock", {});
    RecordedEngine recorded(fresh, checkpoint);
    return deepened(0.5, &recorded);
  };
  auto runs = disturbed("");
  for (int i = 0; i < 100 && stop_requested; ++i) runs = disturbed(file);
  ASSERT_EQ(runs.size(), whole.size());
  for (std::size_t i = 0; i < runs.size(); ++i) {
    EXPECT_EQ(runs[i].question, whole[i].question);
    EXPECT_EQ(runs[i].verdict, whole[i].verdict);
    EXPECT_EQ(runs[i].depth, whole[i].depth) << i;
  }
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace vmalock::study

// SPDX-License-Identifier: MIT
// Method: studies of an engine with known answers, disturbed after every run:
// each goes on from its checkpoint, and what it finds must be the same.
#include "harness/study/recorded.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "harness/study/sweep.h"
#include "harness/study/testing/rule_engine.h"

namespace vmalock::study {
namespace {

using testing::at_site;
using testing::RuleEngine;

std::optional<ErrorKind> rule(const std::string& case_name,
                              const OrderingTable& table) {
  if (case_name == "first_case" && at_site(table, "a") == Ordering::relaxed)
    return ErrorKind::data_race;
  if (at_site(table, "b") == Ordering::relaxed &&
      at_site(table, "e") == Ordering::relaxed)
    return ErrorKind::failed_requirement;
  return std::nullopt;
}

class Recorded : public ::testing::Test {
 protected:
  Recorded() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "vmalock-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
    engine_.change = [this](const RunRequest&, RunResult& result) {
      result.seconds = 2;
      if (engine_.runs >= stop_after_) stop_requested = true;
    };
  }
  ~Recorded() override {
    stop_requested = false;
    std::filesystem::remove_all(folder_);
  }
  Sweep swept(const std::string& resume) {
    stop_requested = false;
    engine_.runs = 0;
    Checkpoint checkpoint(folder_ + "/c", resume, "vmalock", {});
    RecordedEngine recorded(engine_, checkpoint);
    Sweep found = sweep(make_plan(recorded, {}), {});
    saved_ = recorded.seconds_saved();
    return found;
  }

  RuleEngine engine_{rule, {"a", "b", "c", "e"}};
  unsigned stop_after_ = -1u;
  double saved_ = 0;
  std::string folder_;
};

TEST_F(Recorded, ASweepThatIsDisturbedAfterEachRunFindsTheSame) {
  const Sweep whole = swept("");
  EXPECT_TRUE(whole.complete);
  const unsigned runs = engine_.runs;
  ASSERT_GT(runs, 10u);
  // The run during which the interrupt comes is not kept, so each of these
  // commands gets one run further.
  stop_after_ = 2;
  Sweep found = swept("");
  unsigned times = 1;
  for (; !found.complete && times < 2 * runs; ++times)
    found = swept(folder_ + "/c");
  EXPECT_EQ(times, runs);
  const auto text = [](Sweep sweep) {
    sweep.seconds = 0;
    return sweep_json(sweep, "");
  };
  EXPECT_EQ(text(found), text(whole));
  EXPECT_EQ(saved_, 2.0 * (runs - 1));
  // What was all there is not run at all.
  swept(folder_ + "/c");
  EXPECT_LE(engine_.runs, 1u);
}

TEST_F(Recorded, WhatTheBudgetCutIsNotKept) {
  Checkpoint checkpoint(folder_ + "/c", "", "vmalock", {});
  RecordedEngine recorded(engine_, checkpoint);
  engine_.change = [](const RunRequest&, RunResult& result) {
    result.verdict = Verdict::unknown;
    result.error.reset();
    result.reason = "time limit";
  };
  RunRequest request = make_plan(recorded, {}).front().request;
  request.limits.left = 1;
  recorded.run(request);
  EXPECT_EQ(Checkpoint(folder_ + "/d", folder_ + "/c", "", {}).known(), 0u);
  // A limit of its own is part of what it was asked.
  request.limits.left.reset();
  request.limits.seconds = 1;
  recorded.run(request);
  EXPECT_EQ(Checkpoint(folder_ + "/d", folder_ + "/c", "", {}).known(), 1u);
}

}  // namespace
}  // namespace vmalock::study

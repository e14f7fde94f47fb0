// SPDX-License-Identifier: MIT
// Method: command lines with --budget, and with bounds that cases do not have,
// against an engine whose answers the test knows.
#include <algorithm>

#include "harness/cli/cli_fixture.h"
#include "harness/result/json.h"

namespace vmalock::cli {
namespace {

class Budget : public Cli {
 protected:
  std::string json_ = folder_ + "/run.json";
  std::vector<RunResult> runs() const { return read_json_file(json_).runs; }
};

TEST_F(Budget, EachCaseSaysHowFarItCame) {
  graph_.changes[{"detach_waits", "refcnt-6.15"}] = [](RunResult& result) {
    if (result.question.bound.writers < 2) return;
    result.verdict = Verdict::unknown;
    result.reason = "a loop was cut";
  };
  EXPECT_EQ(run({"check", "refcnt-6.15", "--budget", "1m", "--out", json_}), 0)
      << err_.str();
  EXPECT_TRUE(out_has("detach_waits            HOLDS    2r+1w <1r+2w"))
      << out_.str();
  EXPECT_TRUE(out_has("reader_excludes_writer  HOLDS    3r+2wx2\n"));
  EXPECT_TRUE(out_has("2 of 3 runs hold at their largest bound."));
  // The verdict is the first line, and the last one.
  EXPECT_TRUE(out_.str().starts_with("HOLDS     3 runs"));
  EXPECT_NE(out_.str().rfind("HOLDS     3 runs"), 0u);
  const auto& all = runs();
  EXPECT_EQ(all[1].question.bound, (Bound{2, 1, 1}));
  EXPECT_EQ(all[1].depth, (Depth{{{2, 1, 1}}, Bound{1, 2, 1}, true}));
  EXPECT_EQ(all[0].depth, (Depth{{{3, 2, 2}}, {}, false}));
  // A report has it from the file.
  const std::string said = out_.str();
  EXPECT_EQ(run({"report", json_}), 0);
  EXPECT_EQ(out_.str(), said);
}

TEST_F(Budget, OfOneRunAsWell) {
  EXPECT_EQ(
      run({"check", "refcnt-6.15", "--case", "detach_waits", "--budget", "1s"}),
      0);
  EXPECT_TRUE(out_has("completed 2r+2w x1\n")) << out_.str();
}

TEST_F(Budget, AJournalThatStayedHasTheLargerBoundsToo) {
  graph_.changes[{"sleeper_is_woken", "refcnt-6.15"}] = [&](RunResult&) {
    stop_requested = true;
    const Document left = read_json_file(json_ + ".journal");
    // Two smallest bounds that have ended, and the own bounds that have not.
    ASSERT_EQ(left.runs.size(), 4u);
    EXPECT_EQ(left.runs[0].question.bound, (Bound{1, 0, 1}));
    EXPECT_EQ(left.runs[2].question.bound, (Bound{2, 1, 1}));
    EXPECT_EQ(left.runs[2].verdict, Verdict::unknown);
  };
  EXPECT_EQ(run({"check", "refcnt-6.15", "--budget", "1m", "--out", json_}), 2)
      << err_.str();
}

TEST_F(Budget, WhatCompletesNoBoundIsRefused) {
  refused({"check", "--budget", "1m", "--engine", "relacy"},
          {"--budget", "relacy", "--engine graph"});
  refused({"check", "--budget", "1m", "--search", "random"},
          {"--search random completes no bound"});
  refused({"check", "--budget", "soon"}, {"--budget 'soon' is no time"});
  // A job that has one may be given another.
  EXPECT_EQ(
      run({"check", "refcnt-6.15", "--budget", "soon", "--budget", "1s", "-q"}),
      0)
      << err_.str();
}

TEST_F(Budget, BoundsThatCasesDoNotHaveAreNamed) {
  EXPECT_EQ(run({"check", "refcnt-6.15", "--readers", "3", "--out", json_}), 0);
  EXPECT_TRUE(out_has("reader_excludes_writer  3r+1w x1   HOLDS"))
      << out_.str();
  EXPECT_TRUE(out_has("detach_waits            2r+1w x1^  HOLDS"));
  EXPECT_TRUE(
      out_has("^ not 3r+1w x1, which was asked for: the nearest bound "
              "that the case can run\n  with\n"))
      << out_.str();
  EXPECT_FALSE(runs()[0].asked);
  EXPECT_EQ(runs()[1].asked, (Bound{3, 1, 1}));
  EXPECT_NE(err_.str().find("2 of 3 cases"), std::string::npos) << err_.str();
  EXPECT_EQ(run({"check", "refcnt-6.15", "--readers", "3", "--budget", "1m"}),
            0);
  EXPECT_TRUE(
      out_has("^ no 3r+2w x1, but the nearest bound that the case can "
              "run with: detach_waits\n  2r+2w x1, sleeper_is_woken "
              "2r+2w x1\n"))
      << out_.str();
}

}  // namespace
}  // namespace vmalock::cli

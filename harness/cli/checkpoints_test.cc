// SPDX-License-Identifier: MIT
// Method: command lines that go on from a checkpoint of an engine that counts
// what it is asked.
#include "harness/cli/cli_fixture.h"
#include "harness/result/json.h"

namespace vmalock::cli {
namespace {

class CheckpointOptionsTest : public Cli {
 protected:
  std::string file_ = folder_ + "/checkpoint";
  int check(const std::string& more) {
    return run(words("check rwsem-6.5 " + more));
  }
};

TEST_F(CheckpointOptionsTest, WhatIsFinishedIsNotRunAgain) {
  graph_.changes[{"detach_waits", "rwsem-6.5"}] = [](RunResult& result) {
    result.verdict = Verdict::unknown;
    result.reason = "stopped";
    stop_requested = true;
  };
  EXPECT_EQ(check("--checkpoint " + file_), 2);
  EXPECT_NE(err_.str().find("--resume " + file_), std::string::npos)
      << err_.str();
  graph_.changes.erase({"detach_waits", "rwsem-6.5"});
  stop_requested = false;
  const std::string json = folder_ + "/run.json";
  EXPECT_EQ(check("--resume " + file_ + " --out json:" + json), 0);
  EXPECT_NE(err_.str().find("1 finished run"), std::string::npos) << err_.str();
  ASSERT_EQ(graph_.requests.size(), 2u);
  EXPECT_EQ(graph_.requests[0].question.case_name, "detach_waits");
  const Document document = read_json_file(json);
  ASSERT_EQ(document.runs.size(), 3u);
  EXPECT_EQ(document.runs[0].executions, 7u);
  // What is listed is known of a run of before, too.
  EXPECT_EQ(check("--resume " + file_ + " --out json:" + json), 0);
  EXPECT_TRUE(graph_.requests.empty());
  EXPECT_TRUE(read_json_file(json).runs[2].expected);
}

TEST_F(CheckpointOptionsTest, AnotherQuestionIsRefused) {
  EXPECT_EQ(check("--checkpoint " + file_), 0);
  refused(words("check rwsem-6.5 --readers 2 --resume " + file_),
          {"--readers is not given there and 2 here", "vmalock test"});
  refused(words("check refcnt-6.15 --resume " + file_),
          {"LOCK is rwsem-6.5 there and refcnt-6.15 here"});
  refused(words("sweep rwsem-6.5 --resume " + file_),
          {"command is check there and sweep here"});
  refused(words("check rwsem-6.5 --resume " + folder_ + "/none"),
          {"cannot read", "none"});
  refused(words("check rwsem-6.5 --checkpoint " + folder_), {"it is a folder"});
}

TEST_F(CheckpointOptionsTest, HowItIsShownIsNoQuestion) {
  EXPECT_EQ(check("--checkpoint " + file_), 0);
  EXPECT_EQ(check("-q --jobs 2 --full --show-outcomes --out html:" + folder_ +
                  "/x.html --resume " + file_),
            0)
      << err_.str();
  // Of a listed bug only the verdict was asked before, and its trace is now.
  ASSERT_EQ(graph_.requests.size(), 1u);
  EXPECT_EQ(graph_.requests[0].question.case_name, "sleeper_is_woken");
  EXPECT_TRUE(graph_.requests[0].diagnose);
}

TEST_F(CheckpointOptionsTest, EveryStudyHasThem) {
  for (const std::string line :
       {"sweep refcnt-6.15", "propose refcnt-6.15 --set reader_inc=relaxed",
        "history", "repair refcnt-6.15", "diff rwsem-6.5 refcnt-6.15",
        "crosscheck", "stress --case detach_waits --time 10ms"}) {
    std::filesystem::remove(file_);
    const int status = run(words(line + " --checkpoint " + file_));
    const std::string said = out_.str();
    ASSERT_LE(status, 2) << err_.str();
    EXPECT_FALSE(graph_.requests.empty() && native_.requests.empty()) << line;
    relacy_.requests.clear();
    native_.requests.clear();
    EXPECT_EQ(run(words(line + " --resume " + file_)), status) << line;
    EXPECT_TRUE(graph_.requests.empty()) << line;
    EXPECT_TRUE(relacy_.requests.empty()) << line;
    EXPECT_TRUE(native_.requests.empty()) << line;
    EXPECT_EQ(out_.str().size(), said.size()) << line;
  }
}

}  // namespace
}  // namespace vmalock::cli

// SPDX-License-Identifier: MIT
// Method: a checkpoint that is cut at every byte, as a kill may leave it, and
// one of another question, another program, or none at all.
#include "harness/result/checkpoint.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "harness/base/check.h"
#include "harness/result/json.h"

namespace vmalock {
namespace {

class CheckpointTest : public testing::Test {
 protected:
  CheckpointTest() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "vmalock-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
    path_ = folder_ + "/checkpoint";
  }
  ~CheckpointTest() override { std::filesystem::remove_all(folder_); }

  static Question question(const std::string& name) {
    Question question;
    question.case_name = name;
    question.orderings = {{"put", Ordering::relaxed}};
    return question;
  }
  static FinishedRun violated(const std::string& name) {
    FinishedRun run{question(name), "diagnose", {}, {{1, 0, 1}}};
    run.result.question = run.question;
    run.result.verdict = Verdict::violated;
    run.result.executions = 7;
    run.result.error = Error{ErrorKind::data_race, "it breaks", {}, {}, "AQ"};
    return run;
  }
  Checkpoint opened(const std::string& resumed = "", Asked asked = {}) const {
    if (asked.empty()) asked = {{"command", "sweep"}, {"--case", "x"}};
    return {path_, resumed, "vmalock sweep", asked};
  }
  std::string refusal(const Asked& asked) const {
    try {
      opened(path_, asked);
    } catch (const UserError& error) {
      return error.what();
    }
    return "";
  }
  std::string text() const {
    std::ostringstream text;
    text << std::ifstream(path_).rdbuf();
    return text.str();
  }
  void put(const std::string& text) const { std::ofstream(path_) << text; }

  std::string folder_, path_;
};

TEST_F(CheckpointTest, KnowsWhatWasFinished) {
  {
    Checkpoint first = opened();
    first.add(violated("a"));
    EXPECT_EQ(first.find(question("a"), "diagnose", true), nullptr)
        << "a command does not see its own runs";
  }
  Checkpoint next = opened(path_);
  const FinishedRun* known = next.find(question("a"), "diagnose", true);
  ASSERT_NE(known, nullptr);
  EXPECT_EQ(known->reached, violated("a").reached);
  EXPECT_EQ(known->result.verdict, Verdict::violated);
  EXPECT_EQ(known->result.executions, 7u);
  EXPECT_EQ(known->result.error->witness, "AQ");
  EXPECT_EQ(next.find(question("a"), "", true), nullptr);
  EXPECT_EQ(next.find(question("b"), "diagnose", true), nullptr);
  // It goes on in the same file.
  next.add(violated("b"));
  EXPECT_EQ(opened(path_).known(), 2u);
}

TEST_F(CheckpointTest, WhatDidNotAskWhichSitesWerePassedDoesNotKnowIt) {
  FinishedRun run = violated("a");
  run.reached.reset();
  opened().add(run);
  const Checkpoint next = opened(path_);
  EXPECT_EQ(next.find(question("a"), "diagnose", true), nullptr);
  EXPECT_NE(next.find(question("a"), "diagnose", false), nullptr);
}

TEST_F(CheckpointTest, IsWholeWhereverItIsCut) {
  std::size_t first = 0;
  {
    Checkpoint checkpoint = opened();
    checkpoint.add(violated("a"));
    first = text().size();
    checkpoint.add(violated("b"));
  }
  const std::string all = text();
  for (std::size_t end = first; end < all.size(); ++end) {
    put(all.substr(0, end));
    {
      Checkpoint next = opened(path_);
      ASSERT_EQ(next.known(), 1u) << end;
      next.add(violated("b"));
    }
    ASSERT_EQ(text(), all) << end;
  }
  std::string damaged = all;
  damaged[first / 2] = '\n';
  put(damaged);
  EXPECT_THROW(opened(path_), UserError);
  put("");
  EXPECT_THROW(opened(path_), UserError);
  put("{\"kind\": \"runs\"}\n");
  EXPECT_THROW(opened(path_), UserError);
}

TEST_F(CheckpointTest, AnotherQuestionIsRefusedAndSaysWhatDiffers) {
  opened().add(violated("a"));
  const std::string said =
      refusal({{"command", "sweep"}, {"--case", "y"}, {"--singles", "true"}});
  EXPECT_NE(said.find("--case is x there and y here"), said.npos) << said;
  EXPECT_NE(said.find("--singles is not given there and true here"), said.npos)
      << said;
  EXPECT_EQ(said.find("command is"), said.npos) << said;
}

TEST_F(CheckpointTest, AnotherProgramIsRefused) {
  opened().add(violated("a"));
  std::string other = text();
  const std::size_t at = other.find(program_id());
  ASSERT_NE(at, other.npos);
  ASSERT_GE(program_id().size(), 12u);
  other[at] = other[at] == '0' ? '1' : '0';
  put(other);
  const std::string said = refusal({{"command", "sweep"}, {"--case", "x"}});
  EXPECT_NE(said.find("another vmalock"), said.npos) << said;
}

TEST_F(CheckpointTest, OneThatStandsThereIsKept) {
  opened().add(violated("a"));
  const std::string old = text();
  opened().add(violated("b"));
  EXPECT_NE(text(), old);
  path_ += ".old";
  EXPECT_EQ(text(), old);
}

TEST_F(CheckpointTest, IsNoResultFile) {
  opened().add(violated("a"));
  try {
    read_json_file(path_);
    FAIL();
  } catch (const UserError& error) {
    EXPECT_NE(std::string(error.what()).find("--resume"), std::string::npos);
  }
}

}  // namespace
}  // namespace vmalock

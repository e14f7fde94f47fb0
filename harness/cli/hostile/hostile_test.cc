// SPDX-License-Identifier: MIT
// A program with locks that misbehave, run as a process: every command ends
// with its own status, each misbehaviour is an error of its case and lock, and
// the runs of the lock beside it are as they should be.
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <map>
#include <string>
#include <thread>

#include "harness/cli/end_to_end/process_fixture.h"
#include "harness/result/json.h"

namespace vmalock::cli {
namespace {

class Hostile : public testing::Process {
 protected:
  Hostile() : Process(HOSTILE_PROGRAM) {}

  int run(const Arguments& arguments) { return status_of(start(arguments)); }

  Document check(Arguments options) {
    const std::string json = folder_ + "/run.json";
    options.insert(options.begin(), "check");
    options.insert(options.end(), {"--out", "json:" + json});
    EXPECT_EQ(run(options), 1) << output();
    return read_json_file(json);
  }
};

/// What the errors of the hostile lock say, by case.
const std::map<std::string, std::string> words = {
    {"follows_null", "a null pointer is followed after this access"},
    {"follows_wild", "a wild pointer is followed (address 0x10000) after"},
    {"follows_no_address", "a wild pointer is followed (its address cannot"},
    {"divides_by_zero", "division by zero"},
    {"traps", "an instruction that traps"},
    {"aborts", "abort() is called"},
    {"fails_assertion", "abort() is called, as by an assertion, after this"},
    {"throws", "an exception is not caught (thrown by a lock)"},
    {"throws_number", "an exception is not caught"},
    {"throws_noexcept", "an exception is not caught (thrown by a lock)"},
    {"exits", "exit(0) is called after this access"},
    {"exits_quickly", "quick_exit(0) is called"},
    {"exits_at_once", "_exit(0) is called"},
    {"forks", "fork() is called"},
    {"ends_thread", "pthread_exit() is called"},
    {"overflows_stack", "the stack overflows"},
    {"jumps", "longjmp() is called"},
    {"wants_memory", "std::bad_alloc"},
    {"starts_thread", "a thread that the program has started by itself"},
};

TEST_F(Hostile, EachIsAnErrorOfItsCaseAndTheOthersHold) {
  for (const Arguments& options :
       {Arguments{}, Arguments{"--model", "rc11"}, Arguments{"--model", "sc"},
        Arguments{"--jobs", "2"}, Arguments{"--search", "acyclic"}}) {
    const Document document = check(options);
    ASSERT_EQ(document.runs.size(), 2 * words.size());
    for (const RunResult& r : document.runs) {
      const std::string& name = r.question.case_name;
      if (r.question.impl == "tame") {
        EXPECT_EQ(r.verdict, Verdict::holds) << name;
        continue;
      }
      ASSERT_TRUE(r.error) << name;
      EXPECT_EQ(r.error->kind, name == "follows_null" ? ErrorKind::null_pointer
                                                      : ErrorKind::crash)
          << name;
      EXPECT_NE(r.error->message.find(words.at(name)), std::string::npos)
          << name << ": " << r.error->message;
      EXPECT_FALSE(r.error->trace.empty()) << name;
      EXPECT_FALSE(r.error->witness.empty()) << name;
    }
  }
}

TEST_F(Hostile, ATokenRepeatsIt) {
  const Document document = check({"--impl", "hostile"});
  for (const RunResult& r : document.runs) {
    EXPECT_EQ(run({"replay", replay_token(r)}), 1) << output();
    EXPECT_NE(output().find(code(r.error->kind)), std::string::npos)
        << output();
  }
}

/// The parts of the words that an engine without traces says, too.
void expect_crashes(const Document& document, Verdict tame) {
  for (const RunResult& r : document.runs) {
    const std::string& name = r.question.case_name;
    if (r.question.impl == "tame") {
      EXPECT_EQ(r.verdict, tame) << name << " " << r.reason;
      EXPECT_GT(r.executions, 0u) << name;
      continue;
    }
    ASSERT_TRUE(r.error) << name << " " << r.reason;
    EXPECT_EQ(r.error->kind, ErrorKind::crash)
        << name << " " << r.error->message;
    if (name.starts_with("exits") || name == "forks" || name == "ends_thread") {
      EXPECT_NE(words.at(name).find(r.error->message), std::string::npos)
          << name << ": " << r.error->message;
    }
  }
}

TEST_F(Hostile, OtherEnginesGoOn) {
  expect_crashes(check({"--engine", "relacy"}), Verdict::holds);
  const auto some = [](const std::string& c) {
    return Arguments{"--engine", "native", "--max-executions",
                     "300",      "--case", c};
  };
  for (const auto& [name, says] : words)
    if (name != "jumps" && name != "starts_thread")
      expect_crashes(check(some(name)), Verdict::unknown);
}

TEST_F(Hostile, EveryCommandEndsWithItsStatus) {
  struct Line {
    Arguments words;
    int status;
    const char* says;
  };
  const Line lines[] = {
      {{"diff", "tame", "hostile"}, 1, "VIOLATED E12"},
      {{"propose", "tame", "--set", "flag_store=relaxed"}, 1, "BROKEN"},
      {{"propose", "hostile", "--set", "flag_store=seq_cst"},
       0,
       "exits does not judge"},
      {{"sweep", "hostile"}, 2, "exits does not judge"},
      {{"repair", "hostile"}, 1, "E12 follows_wild"},
      {{"history"}, 1, "exits hostile: violated, not listed"},
      {{"stress", "--case", "exits", "--max-executions", "300"},
       1,
       "exit(0) is called"},
  };
  for (const Line& line : lines) {
    EXPECT_EQ(run(line.words), line.status) << output();
    EXPECT_NE(output().find(line.says), std::string::npos) << output();
  }
}

TEST_F(Hostile, AGracePeriodThatNeverEndsEndsTheRun) {
  const Document document =
      check({"--engine", "native", "--case", "never_unlocks", "--case", "traps",
             "--max-executions", "300"});
  ASSERT_EQ(document.runs.size(), 4u);
  for (const RunResult& r : document.runs)
    if (r.question.impl == "hostile" &&
        r.question.case_name == "never_unlocks") {
      ASSERT_TRUE(r.error) << r.reason;
      EXPECT_EQ(r.error->kind, ErrorKind::deadlock);
    } else if (r.question.impl == "tame") {
      EXPECT_FALSE(r.error) << r.error->message;
      EXPECT_EQ(r.executions, 300u);
    }
}

TEST_F(Hostile, WhatCannotBeContainedNamesTheCaseAndKeepsTheRuns) {
  const std::string json = folder_ + "/run.json";
  const auto with = [&](const char* last) {
    return Arguments{"check", "--impl", "tame",        "--impl",
                     "fatal", "--case", "exits",       "--case",
                     last,    "--out",  "json:" + json};
  };
  EXPECT_EQ(run(with("thread_exits")), 70) << output();
  EXPECT_NE(output().find("has started calls exit(0)"), std::string::npos);
  EXPECT_NE(output().find("while it ran case thread_exits on fatal (graph"),
            std::string::npos)
      << output();
  EXPECT_NE(output().find("vmalock report " + json + ".journal"),
            std::string::npos)
      << output();
  const Document left = read_json_file(json + ".journal");
  ASSERT_EQ(left.runs.size(), 2u);
  EXPECT_EQ(left.runs[0].verdict, Verdict::holds);
  EXPECT_EQ(left.runs[1].verdict, Verdict::unknown);
  EXPECT_EQ(run(with("thread_aborts")), -SIGABRT) << output();
  EXPECT_NE(output().find("while it ran case thread_aborts on fatal (graph"),
            std::string::npos)
      << output();
}

}  // namespace
}  // namespace vmalock::cli

// SPDX-License-Identifier: MIT
// The command line with the real engines. Method: cases with a known answer, a
// deadlocking and a never-ending one among them; and the program itself as a
// process: exit status, interruption, streams.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "harness/cli/app.h"
#include "harness/cli/end_to_end/process_fixture.h"
#include "harness/cli/end_to_end/small_matrix.h"
#include "harness/platform/model/engine.h"
#include "harness/platform/native/engine.h"
#include "harness/platform/relacy/engine.h"
#include "harness/result/json.h"

namespace vmalock::cli {
namespace {

using testing::Process;

class SmallCases : public ::testing::Test {
 protected:
  int run(const Arguments& arguments) {
    out_.str("");
    Engine* const engines[] = {graph_.get(), relacy_.get(), native_.get()};
    const Context context{.engines = engines,
                          .out = out_,
                          .err = err_,
                          .command_line = "vmalock test"};
    return run_app(context, arguments);
  }
  bool out_has(const std::string& text) const {
    return out_.str().find(text) != std::string::npos;
  }

  std::unique_ptr<Engine> graph_ =
      make_graph_engine(testing::small_model_matrix());
  std::unique_ptr<Engine> relacy_ =
      make_relacy_engine(testing::small_relacy_matrix());
  std::unique_ptr<Engine> native_ =
      make_native_engine(testing::small_native_matrix());
  std::ostringstream out_, err_;
};

TEST_F(SmallCases, CorrectCaseHolds) {
  for (const char* model : {"sc", "tso", "rc11"})
    EXPECT_EQ(run({"check", "--case", "message_passing", "--model", model}), 0)
        << out_.str();
  EXPECT_EQ(run({"check", "--case", "message_passing", "--engine", "relacy"}),
            0)
      << out_.str();
}

TEST_F(SmallCases, WeakenedRowIsADataRace) {
  for (const char* engine : {"graph", "relacy"}) {
    EXPECT_EQ(run({"check", "--case", "message_passing", "--engine", engine,
                   "--set", "flag_store=relaxed"}),
              1)
        << out_.str();
    EXPECT_TRUE(out_has("error[E02]")) << out_.str();
  }
}

TEST_F(SmallCases, DeadlockIsFoundByEveryEngine) {
  for (const char* engine : {"graph", "relacy", "native"}) {
    EXPECT_EQ(run({"check", "--case", "deadlock", "--engine", engine, "--time",
                   "20s"}),
              1)
        << out_.str();
    EXPECT_TRUE(out_has("error[E07]")) << out_.str();
    EXPECT_TRUE(out_has("small_cases.h")) << out_.str();
  }
}

TEST_F(SmallCases, CaseThatNeverEndsIsToldNotWaitedFor) {
  EXPECT_EQ(run({"check", "--case", "endless_loop", "--time", "20s"}), 2)
      << out_.str();
  EXPECT_TRUE(out_has("UNKNOWN"));
  EXPECT_EQ(run({"check", "--case", "endless_loop", "--engine", "relacy",
                 "--time", "20s"}),
            1)
      << out_.str();
  EXPECT_TRUE(out_has("error[E08]"));
  EXPECT_EQ(run({"check", "--case", "endless_loop", "--engine", "native",
                 "--time", "200ms"}),
            2)
      << out_.str();
}

TEST_F(SmallCases, TokenReplaysTheViolation) {
  EXPECT_EQ(run({"check", "--case", "deadlock"}), 1);
  const std::string text = out_.str();
  const std::string lead = "replay: vmalock replay ";
  const std::size_t at = text.find(lead);
  ASSERT_NE(at, std::string::npos) << text;
  const std::size_t begin = at + lead.size();
  const std::string token = text.substr(begin, text.find('\n', at) - begin);
  EXPECT_EQ(run({"replay", token}), 1) << token << "\n" << err_.str();
  EXPECT_TRUE(out_has("error[E07]")) << out_.str();
  EXPECT_EQ(run({"replay", token + "!"}), 64);
}

TEST_F(SmallCases, SearchThatDoesNotExistIsRefused) {
  EXPECT_EQ(run({"check", "--engine", "relacy", "--search", "banana"}), 64);
  EXPECT_NE(err_.str().find("banana"), std::string::npos) << err_.str();
}

TEST_F(Process, AnAnswerThatIsLostIsNoSuccess) {
  const Arguments check = {"check", "--case", "readers_share", "--impl",
                           "rwsem-6.5"};
  for (const Arguments& words :
       {Arguments{"list", "cases"}, check, Arguments{"bench", "--list"},
        Arguments{"--help"}}) {
    stdout_ = "/dev/full";
    EXPECT_EQ(status_of(start(words)), 74) << words.front() << output();
    EXPECT_NE(output().find("cannot write to standard output"),
              std::string::npos)
        << output();
    stdout_ = nullptr;
    stdout_closed_ = true;
    EXPECT_EQ(status_of(start(words)), 74) << words.front() << output();
    stdout_closed_ = false;
    EXPECT_EQ(status_of(start(words)), 0) << words.front() << output();
  }
}

TEST_F(Process, AnOutputThatFailsKeepsNoOtherFromBeingWritten) {
  EXPECT_EQ(status_of(start({"check", "--case", "readers_share", "--impl",
                             "rwsem-6.5", "--out", "json:/dev/full", "--out",
                             "html:" + folder_ + "/run.html"})),
            74)
      << output();
  EXPECT_TRUE(std::filesystem::exists(folder_ + "/run.html"));
  EXPECT_NE(output().find("HOLDS"), std::string::npos) << output();
  EXPECT_NE(output().find("/dev/full"), std::string::npos) << output();
}

TEST_F(Process, AKilledRunLosesNothingThatWasFinished) {
  const std::string json = folder_ + "/run.json";
  const Arguments check = {"check", "--impl", "refcnt-7.0", "--out",
                           "json:" + json};
  const pid_t child = start(check);
  const auto lines = [&] {
    std::ifstream journal(json + ".journal");
    return std::count(std::istreambuf_iterator<char>(journal), {}, '\n');
  };
  for (int i = 0; i < 6000 && lines() < 3; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  kill(child, SIGKILL);
  EXPECT_EQ(status_of(child), -SIGKILL);
  EXPECT_FALSE(std::filesystem::exists(json));
  const Document left = read_json_file(json + ".journal");
  ASSERT_GT(left.runs.size(), 60u);
  EXPECT_EQ(left.runs.front().verdict, Verdict::holds);
  EXPECT_EQ(left.runs.back().verdict, Verdict::unknown);
  EXPECT_EQ(status_of(start({"report", json + ".journal"})), 2);
  EXPECT_NE(output().find("UNKNOWN"), std::string::npos);
  EXPECT_NE(output().find("vmalock ended before"), std::string::npos);
  // To its end: the result file is there, no journal is.
  EXPECT_EQ(status_of(start(
                {"check", "--case", "readers_share", "--out", "json:" + json})),
            0);
  EXPECT_GT(read_json_file(json).runs.size(), 1u);
  EXPECT_FALSE(std::filesystem::exists(json + ".journal"));
}

TEST_F(Process, ARowWhoseBoundHidesAListedBugSaysSo) {
  const std::string json = folder_ + "/run.json";
  Arguments check = {"check",       "--case",     "reader_excludes_writer",
                     "--impl",      "refcnt-7.0", "--out",
                     "json:" + json};
  EXPECT_EQ(status_of(start(check)), 0) << output();
  EXPECT_NE(output().find("known bug B-27 shows at 1r+2w x1 only"),
            std::string::npos)
      << output();
  const RunResult run = read_json_file(json).runs.at(0);
  EXPECT_EQ(run.hidden, std::vector<HiddenBug>({{"B-27", {1, 2, 1}, ""}}));
  check.insert(check.end(), {"--impl", "rwsem-6.5"});
  EXPECT_EQ(status_of(start(check)), 0) << output();
  EXPECT_NE(output().find("HOLDS*"), std::string::npos) << output();
  const char* const says =
      "* reader_excludes_writer on refcnt-7.0: known bug B-27 shows at "
      "1r+2w x1 only";
  EXPECT_NE(output().find(says), std::string::npos) << output();
  EXPECT_EQ(status_of(start({"report", json})), 0) << output();
  EXPECT_NE(output().find(says), std::string::npos) << output();
  // At that bound it is found, and nothing is hidden.
  check.insert(check.end(), {"--writers", "2"});
  EXPECT_EQ(status_of(start(check)), 0) << output();
  EXPECT_NE(output().find("EXPECTED"), std::string::npos) << output();
  EXPECT_EQ(output().find("HOLDS*"), std::string::npos) << output();
}

class Gdb : public Process {
 protected:
  /// Of the replay of a known bug in gdb.
  int gdb_status() {
    const std::string json = folder_ + "/run.json";
    EXPECT_EQ(
        status_of(start({"check", "--case", "writer_loads_early", "--impl",
                         "refcnt-7.0", "--out", "json:" + json})),
        0)
        << output();
    return status_of(start(
        {"replay", "--gdb", replay_token(read_json_file(json).runs.at(0))}));
  }
};

TEST_F(Gdb, WhatIsMissingIsNamed) {
  // A link to itself: no folder, no file, and no error of vmalock.
  const std::string loop = folder_ + "/loop";
  std::filesystem::create_symlink("loop", loop);
  EXPECT_EQ(status_of(start({"litmus", loop})), 66) << output();
  EXPECT_NE(output().find("cannot read '" + loop + "'"), std::string::npos)
      << output();

  prepare_ = [] { setenv("TMPDIR", "/nowhere", 1); };
  EXPECT_EQ(gdb_status(), 73) << output();
  EXPECT_NE(output().find("TMPDIR"), std::string::npos) << output();
}

TEST_F(Gdb, ATemporaryFolderMayHaveAnyName) {
  // A gdb that runs the shell's lines of its script, and says where it is.
  const std::string folder = folder_ + "/a b;c'd";
  std::filesystem::create_directory(folder);
  std::ofstream(folder_ + "/gdb") << "#!/bin/sh\necho \"script $3\"\n"
                                     "sed -n 's/^shell //p' \"$3\" | sh\n";
  std::filesystem::permissions(folder_ + "/gdb",
                               std::filesystem::perms::owner_all);
  prepare_ = [&] {
    setenv("TMPDIR", folder.c_str(), 1);
    setenv("PATH", (folder_ + ":" + getenv("PATH")).c_str(), 1);
  };
  EXPECT_EQ(gdb_status(), 0) << output();
  EXPECT_NE(output().find("script " + folder + "/vmalock-gdb-"),
            std::string::npos)
      << output();
  EXPECT_TRUE(std::filesystem::is_empty(folder));
}

TEST_F(Process, ASecondSignalEndsIt) {
  const pid_t child = start({"stress", "--time", "600s"});
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  // Two kinds, so that both are delivered, before it can go on.
  kill(child, SIGINT);
  kill(child, SIGTERM);
  const int status = status_of(child);
  EXPECT_TRUE(status == -SIGINT || status == -SIGTERM) << status << output();
}

#ifndef __SANITIZE_ADDRESS__  // which needs more memory than there is
TEST_F(Process, AMachineThatIsShortOfMemoryDecidesNothing) {
  prepare_ = [] {
    const rlimit most = {50u << 20, 50u << 20};
    setrlimit(RLIMIT_AS, &most);
  };
  EXPECT_EQ(status_of(start({"check", "--impl", "rwsem-6.5"})), 2) << output();
  EXPECT_NE(output().find("there is not enough memory"), std::string::npos)
      << output();
}
#endif

TEST_F(Process, ThreadsThatCannotBeMadeAreNotWaitedFor) {
  prepare_ = [] {
    const rlimit most = {1, 1};
    setrlimit(RLIMIT_NPROC, &most);
    // Root may have as many as it likes.
    if (getuid() == 0 && setuid(65534) != 0) _exit(1);
  };
  for (const Arguments& words :
       {Arguments{"check", "--impl", "rwsem-6.5", "--jobs", "4"},
        Arguments{"sweep", "rwsem-6.5", "--jobs", "4"},
        Arguments{"litmus", "--jobs", "4", "harness/litmus/testdata"}}) {
    EXPECT_EQ(status_of(start(words)), 64) << output();
    EXPECT_NE(output().find("threads cannot be started"), std::string::npos)
        << output();
  }
  EXPECT_EQ(status_of(start(
                {"check", "--impl", "rwsem-6.5", "--case", "readers_share"})),
            0)
      << output();
  for (const char* engine : {"native", "relacy"}) {
    EXPECT_EQ(status_of(start({"check", "--engine", engine, "--impl",
                               "rwsem-6.5", "--case", "readers_share"})),
              2)
        << output();
    EXPECT_NE(output().find("no process can be started"), std::string::npos)
        << output();
  }
}

TEST_F(Process, ExitStatus) {
  EXPECT_EQ(status_of(start({})), 64);
  EXPECT_EQ(status_of(start({"list", "cases"})), 0);
  EXPECT_EQ(status_of(start({"check", "--impl", "nothing"})), 64);
  EXPECT_EQ(output().find('\033'), std::string::npos) << "colour in a file";
}

TEST_F(Process, InterruptionGivesAPartialResult) {
  const std::string json = folder_ + "/run.json";
  const pid_t child =
      start({"stress", "--time", "60s", "--out", "json:" + json});
  std::this_thread::sleep_for(std::chrono::milliseconds(500));
  const auto begin = std::chrono::steady_clock::now();
  kill(child, SIGINT);
  EXPECT_EQ(status_of(child), 2) << output();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
  const Document document = read_json_file(json);
  ASSERT_GT(document.runs.size(), 1u);
  EXPECT_EQ(document.runs[0].verdict, Verdict::unknown);
  EXPECT_EQ(document.runs.back().reason, "not run: interrupted");
  EXPECT_NE(output().find("UNKNOWN"), std::string::npos);
}

}  // namespace
}  // namespace vmalock::cli

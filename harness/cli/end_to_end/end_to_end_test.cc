// SPDX-License-Identifier: MIT
// The command line with the real engines. Method: cases with a known answer, a
// deadlocking and a never-ending one among them; and the program itself as a
// process: exit status, interruption, streams.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
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
#include "harness/cli/end_to_end/small_matrix.h"
#include "harness/platform/model/engine.h"
#include "harness/platform/native/engine.h"
#include "harness/platform/relacy/engine.h"
#include "harness/result/json.h"

namespace vmalock::cli {
namespace {

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

class Process : public ::testing::Test {
 protected:
  Process() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "vmalock-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
  }
  ~Process() override { std::filesystem::remove_all(folder_); }

  /// Starts vmalock with its output in a file.
  pid_t start(Arguments arguments) {
    arguments.insert(arguments.begin(), VMALOCK_PROGRAM);
    std::vector<char*> argv;
    for (std::string& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    const pid_t child = fork();
    if (child == 0) {
      const int out =
          open((folder_ + "/out").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
      dup2(out, STDOUT_FILENO);
      dup2(out, STDERR_FILENO);
      if (stdout_) dup2(open(stdout_, O_WRONLY), STDOUT_FILENO);
      if (stdout_closed_) close(STDOUT_FILENO);
      execv(VMALOCK_PROGRAM, argv.data());
      _exit(127);
    }
    return child;
  }
  static int status_of(pid_t child) {
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }
  std::string output() const {
    std::ostringstream text;
    text << std::ifstream(folder_ + "/out").rdbuf();
    return text.str();
  }

  std::string folder_;
  const char* stdout_ = nullptr;  ///< goes there instead
  bool stdout_closed_ = false;
};

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

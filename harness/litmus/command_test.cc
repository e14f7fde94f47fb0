// SPDX-License-Identifier: MIT
// vmalock litmus as a program: what is printed when, and the exit status.
#include "harness/litmus/command.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>

namespace vmalock::litmus {
namespace {

namespace fs = std::filesystem;

class LitmusCommand : public testing::Test {
 protected:
  LitmusCommand()
      : folder_(fs::temp_directory_path() /
                fmt::format("vmalock-litmus-{}", ::getpid())) {
    fs::create_directories(folder_);
  }
  ~LitmusCommand() override { fs::remove_all(folder_); }

  std::string file(const std::string& name, const std::string& threads) {
    std::string path = (folder_ / name).string();
    std::ofstream(path) << "C " << name << "\n{}\n"
                        << threads << "\nexists (x=1)\n";
    return path;
  }
  std::string small() {
    return file("small", "P0(int *x) { WRITE_ONCE(*x, 1); }");
  }
  /// Four threads of four additions: 10^7 executions and more.
  std::string endless() {
    std::string threads;
    for (int t = 0; t < 4; ++t)
      threads += fmt::format(
          "P{}(int *x, int *y) {{ int r0; int r1; r0 = atomic_fetch_add(1, x); "
          "r1 = READ_ONCE(*y); WRITE_ONCE(*y, {}); r1 = atomic_fetch_add(1, "
          "x); r0 = READ_ONCE(*y); }}\n",
          t, t);
    return file("endless", threads);
  }
  int run() { return run_litmus(options_, out_); }

  LitmusOptions options_;
  std::ostringstream out_;

 private:
  fs::path folder_;
};

TEST_F(LitmusCommand, ATestBeyondItsTimeHasNoAnswer) {
  for (const Backend backend :
       {Backend::explorer, Backend::candidates, Backend::brute_force}) {
    options_.files = {endless(), small()};
    options_.backend = backend;
    options_.limits.seconds = 0.1;
    out_.str("");
    EXPECT_EQ(run(), 2);
    EXPECT_NE(out_.str().find("endless: no answer within 0.1 s"),
              std::string::npos)
        << out_.str();
    EXPECT_NE(out_.str().find("Observation small Always 1 0"),
              std::string::npos)
        << out_.str();
  }
}

TEST_F(LitmusCommand, AMachineBeyondItsTimeIsUndecided) {
  options_.files = {endless()};
  options_.hardware = true;
  options_.limits.seconds = 0.05;
  EXPECT_EQ(run(), 2);
  EXPECT_NE(out_.str().find("POWER: undecided"), std::string::npos)
      << out_.str();
}

TEST_F(LitmusCommand, WhatIsInterruptedHasNoAnswer) {
  const std::atomic<bool> stop = true;
  for (const char* model : {"sc", "lkmm", "power"}) {
    options_.files = {endless(), small()};
    options_.model = model;
    options_.limits.stop = &stop;
    out_.str("");
    EXPECT_EQ(run(), 2);
    EXPECT_NE(out_.str().find("endless: no answer: interrupted\n"),
              std::string::npos);
    EXPECT_NE(out_.str().find("small: no answer: interrupted\n"),
              std::string::npos);
  }
}

/// Set while it runs, as by a signal: what was finished stays printed.
class StopsAtTheFirstLine : public std::stringbuf {
 public:
  explicit StopsAtTheFirstLine(std::atomic<bool>& stop) : stop_(stop) {}
  int sync() override {
    stop_ = true;
    return 0;
  }

 private:
  std::atomic<bool>& stop_;
};

TEST_F(LitmusCommand, WhatWasFinishedIsPrintedBeforeTheRest) {
  for (const Backend backend :
       {Backend::explorer, Backend::candidates, Backend::brute_force}) {
    std::atomic<bool> stop = false;
    StopsAtTheFirstLine buffer(stop);
    std::ostream out(&buffer);
    options_.files = {small(), endless()};
    options_.model = "sc";
    options_.backend = backend;
    options_.limits.stop = &stop;
    options_.limits.seconds = 20;  // a test that fails ends, too
    EXPECT_EQ(run_litmus(options_, out), 2);
    EXPECT_TRUE(buffer.str().starts_with("Test small ")) << buffer.str();
    EXPECT_NE(buffer.str().find("endless: no answer: interrupted"),
              std::string::npos)
        << buffer.str();
  }
}

TEST_F(LitmusCommand, AnInterruptEndsTheTestThatRuns) {
  for (const Backend backend :
       {Backend::explorer, Backend::candidates, Backend::brute_force}) {
    std::atomic<bool> stop = false;
    options_.files = {endless()};
    options_.model = "sc";
    options_.backend = backend;
    options_.limits.stop = &stop;
    options_.limits.seconds = 20;
    const auto begin = std::chrono::steady_clock::now();
    std::thread interrupt([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
      stop = true;
    });
    EXPECT_EQ(run(), 2);
    interrupt.join();
    EXPECT_LT(std::chrono::steady_clock::now() - begin,
              std::chrono::seconds(15));
  }
}

}  // namespace
}  // namespace vmalock::litmus

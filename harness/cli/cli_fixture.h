// SPDX-License-Identifier: MIT
// A command line for tests: whole lines against engines that return what the
// test wants.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <sstream>

#include "harness/cli/app.h"
#include "harness/study/testing/fake_engine.h"

namespace vmalock::cli {

using study::testing::FakeEngine;

inline Arguments words(const std::string& line) {
  std::istringstream in(line);
  return {std::istream_iterator<std::string>(in), {}};
}

class Cli : public ::testing::Test {
 protected:
  Cli() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "vmalock-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
    stop_requested = false;
  }
  ~Cli() override {
    std::filesystem::remove_all(folder_);
    stop_requested = false;
  }

  int run(const Arguments& arguments) {
    out_.str("");
    err_.str("");
    graph_.requests.clear();
    Engine* const engines[] = {&graph_, &relacy_, &native_};
    const Context context{
        .engines = engines,
        .out = out_,
        .err = err_,
        .command_line = "vmalock test",
        .bench =
            [this](const bench::BenchOptions& o) {
              benched_ = o;
              return 0;
            },
        .litmus =
            [this](const litmus::LitmusOptions& o, std::ostream&) {
              litmus_ = o;
              return 1;
            },
        .gdb =
            [this](const Arguments& replay) {
              gdb_ = replay.front();
              return 0;
            },
    };
    return run_app(context, arguments);
  }

  /// Wrong usage: status 64, nothing run, and the complaint has these words.
  void refused(const Arguments& arguments,
               const std::vector<std::string>& words) {
    EXPECT_EQ(run(arguments), 64);
    EXPECT_TRUE(graph_.requests.empty());
    EXPECT_TRUE(out_.str().empty());
    std::string said = err_.str();  // wrapping must not hide a word
    for (std::size_t at; (at = said.find("\n         ")) != said.npos;)
      said.replace(at, 10, " ");
    for (const std::string& word : words)
      EXPECT_NE(said.find(word), std::string::npos) << word << "\n" << said;
  }

  bool out_has(const std::string& text) const {
    return out_.str().find(text) != std::string::npos;
  }

  FakeEngine graph_{"graph"}, relacy_{"relacy"}, native_{"native"};
  std::ostringstream out_, err_;
  std::string folder_, gdb_;
  bench::BenchOptions benched_;
  litmus::LitmusOptions litmus_;
};

}  // namespace vmalock::cli

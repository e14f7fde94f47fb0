// SPDX-License-Identifier: MIT
// A vmalock as a process: its exit status and what it says.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "harness/cli/arguments.h"

namespace vmalock::cli::testing {

class Process : public ::testing::Test {
 protected:
  explicit Process(std::string program = VMALOCK_PROGRAM)
      : program_(std::move(program)) {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "vmalock-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
  }
  ~Process() override { std::filesystem::remove_all(folder_); }

  /// Starts the program with its output in a file.
  pid_t start(Arguments arguments) {
    arguments.insert(arguments.begin(), program_);
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
      prepare_();
      execv(program_.c_str(), argv.data());
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

  std::string program_;
  std::string folder_;
  const char* stdout_ = nullptr;  ///< goes there instead
  bool stdout_closed_ = false;
  std::function<void()> prepare_ = [] {};  ///< in the new process
};

}  // namespace vmalock::cli::testing

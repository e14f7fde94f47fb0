// SPDX-License-Identifier: MIT
// Runs a function in a child process and brings back its text.
//
// Relacy has one global context a process, leaks its fibres' stacks, and a case
// that goes wrong outside of its cells can crash: a child keeps all that away
// from the rest of the program, and may run beside other children.
#pragma once

#include <chrono>
#include <functional>
#include <string>

namespace vmalock::relacy {

struct ChildEnd {
  bool finished = false;  ///< `result` is what the function returned
  std::string result;
  std::string reason;  ///< why not finished: "killed by SIGSEGV"
};

using Progress = std::function<void(const std::string&)>;

/// `work` gets a function that reports progress. When stop_requested is set
/// here, it is set in the child too. A child that does not end within
/// `patience` after that, or after `deadline`, is killed.
ChildEnd run_in_child(const std::function<std::string(const Progress&)>& work,
                      const Progress& progress,
                      std::chrono::steady_clock::time_point deadline,
                      std::chrono::steady_clock::duration patience);

}  // namespace vmalock::relacy

// SPDX-License-Identifier: MIT
// Another program: its exit status and what it said.
#pragma once

#include <string>
#include <vector>

namespace vmalock::kernel_source {

struct CommandResult {
  int status = 0;      ///< 127: there is no such program
  std::string output;  ///< stdout, and stderr if it has no place of its own
};

/// Runs words[0], looked up in PATH, in the folder (if not empty). stderr goes
/// to a file there if `errors` names one.
CommandResult run_command(const std::vector<std::string>& words,
                          const std::string& folder = "",
                          const std::string& errors = "");

/// The program's path, as a shell finds it; empty if there is none.
std::string find_program(const std::string& name);

}  // namespace vmalock::kernel_source

// SPDX-License-Identifier: MIT
// What the command line offers, as data, read from the parser that --help
// prints; and the man page and the completions that are made of it.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "harness/cli/context.h"

namespace vmalock::cli {

struct ManualOption {
  std::vector<std::string> names;  ///< "--jobs", "-j"; of a positional: "LOCK"
  std::string help;
  bool positional = false;
  bool takes_value = false;
  bool required = false;
  bool several = false;
  /// What can be written there; empty: anything.
  std::vector<std::string> values = {};
  bool file = false;  ///< a file or folder
};

struct ManualCommand {
  std::string name, help;
  std::vector<ManualOption> options;
};

/// The commands of the program that this command belongs to. Values are those
/// of the context's engines.
std::vector<ManualCommand> manual_of(const CLI::App& program,
                                     const Context& context);

/// roff, man(7).
std::string man_page(const std::vector<ManualCommand>& commands,
                     const std::string& version);

std::string bash_completion(const std::vector<ManualCommand>& commands);
std::string zsh_completion(const std::vector<ManualCommand>& commands);
std::string fish_completion(const std::vector<ManualCommand>& commands);

}  // namespace vmalock::cli

// SPDX-License-Identifier: MIT
// Document: the runs of one command with what is needed to understand them
// later: which vmalock, built how, on which machine. It is what a result file
// holds.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "harness/result/run_result.h"

namespace vmalock {

struct Tool {
  std::string version;
  std::string compiler;
  std::string command;  ///< the command line that made the runs
};

struct Host {
  std::string os;       ///< "Linux 6.1.0-18-amd64"
  std::string machine;  ///< "x86_64"
  unsigned cpus = 0;
};

struct Document {
  Tool tool;
  Host host;
  std::vector<RunResult> runs;
};

/// This program, on this machine.
Document new_document(std::string command, std::vector<RunResult> runs);

/// All runs of all documents, in order; of several runs that ask the same
/// question the last one stays, in the place of the first. Tool and host are
/// the last ones.
Document merge(std::span<const Document> documents);

}  // namespace vmalock

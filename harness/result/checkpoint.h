// SPDX-License-Identifier: MIT
// Checkpoint: the finished runs of a long command, so that the command can go
// on after whatever ended it. JSON lines, as a journal (journal.h): the head
// says what was asked of which program, then a run each as it finishes.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "harness/result/journal.h"

namespace vmalock {

/// A command line: what was given for each option, and the command's name as
/// "command".
using Asked = std::map<std::string, std::string>;

/// A run as an engine has made it.
struct FinishedRun {
  Question question;
  /// What else it was asked: "diagnose", "0.5 s".
  std::string how;
  RunResult result;
  /// RunRequest::reached, if it was asked for.
  std::optional<std::vector<std::uint8_t>> reached = {};
};

/// Differs between programs that may answer differently.
std::string program_id();

class Checkpoint {
 public:
  /// Writes to `file`; knows what is in the file `resumed`, if there is one. It
  /// may be the same. UserError if that file answers another question or is of
  /// another program: the text says what differs.
  Checkpoint(const std::string& file, const std::string& resumed,
             const std::string& command_line, const Asked& asked);

  /// From any thread. Of runs that `resumed` has; null: it has none.
  const FinishedRun* find(const Question& question, const std::string& how,
                          bool with_reached) const;
  /// From any thread. The run is in the file when this returns.
  void add(const FinishedRun& run);

  const std::string& path() const { return file_->path(); }
  std::size_t known() const { return known_.size(); }
  /// Why it could not be written; empty: it could.
  const std::string& problem() const { return file_->problem(); }

 private:
  std::map<std::string, FinishedRun> known_;  ///< by key
  std::unique_ptr<Journal> file_;
  std::mutex mutex_;

  /// The lines of the file that are whole.
  std::string read(const std::string& path, const Asked& asked);
};

}  // namespace vmalock

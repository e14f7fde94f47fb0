// SPDX-License-Identifier: MIT
// Journal: the runs that a command has finished, kept as they finish, so that
// nothing that ends the program loses them. Beside the result file NAME stands
// NAME.journal, JSON lines: the head (tool, host, the questions of the plan),
// then a run each, in the order of the plan. It goes when NAME is written;
// `vmalock report NAME.journal` reads one that stayed. A checkpoint
// (checkpoint.h) is a journal with a head of its own.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "harness/result/document.h"

namespace vmalock {

class Journal {
 public:
  /// A journal that stands there already is kept as NAME.journal.old.
  Journal(const std::string& result_file, const std::string& command,
          const std::vector<Question>& plan);
  enum class Before { keep, replace };
  /// A file that begins with these lines. One that stands there already is kept
  /// as FILE.old, or replaced by them: it is whole at any moment.
  Journal(std::string path, const std::string& lines, Before before);
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  /// The line is with the system when this returns, and with the disk a minute
  /// later at most if lines go on coming.
  void add(const RunResult& run);
  void add(const std::string& line);
  /// The result file is written.
  void remove();
  const std::string& path() const { return path_; }
  /// Why it could not be written; empty: it could.
  const std::string& problem() const { return problem_; }

 private:
  std::string path_;
  int file_ = -1;
  std::string problem_;
  std::chrono::steady_clock::time_point synced_ =
      std::chrono::steady_clock::now();
};

}  // namespace vmalock

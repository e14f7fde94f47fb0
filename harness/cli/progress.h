// SPDX-License-Identifier: MIT
// Progress: one line on stderr. On a terminal it is updated in place; in a log
// there is a line every 30 seconds.
#pragma once

#include <chrono>
#include <mutex>
#include <ostream>
#include <string>

#include "harness/cli/context.h"
#include "harness/study/listener.h"

namespace vmalock::cli {

class Progress {
 public:
  explicit Progress(const Context& context);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// What stands in front of the engine's own words: "[3/20] case  impl".
  void begin(std::string what);
  /// From any thread.
  void update(const std::string& line);
  /// For a study, as long as this lives.
  study::Listener listener();

 private:
  void show(const std::string& line);

  std::ostream& err_;
  bool terminal_;
  std::mutex mutex_;
  std::string what_;
  bool shown_ = false;
  std::chrono::steady_clock::time_point last_;
};

}  // namespace vmalock::cli

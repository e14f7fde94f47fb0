// Progress: one line on stderr. On a terminal it is updated in place; in a log
// there is a line every 30 seconds.
#pragma once

#include <chrono>
#include <mutex>
#include <ostream>
#include <string>

namespace vmalock::cli {

class Progress {
 public:
  Progress(std::ostream& err, bool terminal);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// What stands in front of the engine's own words: "[3/20] case  impl".
  void begin(std::string what);
  /// From any thread.
  void update(const std::string& line);

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

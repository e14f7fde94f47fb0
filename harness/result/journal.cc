// SPDX-License-Identifier: MIT
#include "harness/result/journal.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include "harness/result/atomic_file.h"
#include "harness/result/json.h"

namespace vmalock {

Journal::Journal(const std::string& result_file, const std::string& command,
                 const std::vector<Question>& plan)
    : Journal(result_file + ".journal",
              journal_head(new_document(command, {}), plan), Before::keep) {}

Journal::Journal(std::string path, const std::string& lines, Before before)
    : path_(std::move(path)) {
  if (before == Before::keep)
    std::rename(path_.c_str(), (path_ + ".old").c_str());
  try {
    write_file_atomically(path_, lines);
  } catch (const NotWritten& error) {
    problem_ = error.what();
    return;
  }
  file_ = open(path_.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
  if (file_ < 0) problem_ = path_ + ": " + std::strerror(errno);
}

Journal::~Journal() {
  if (file_ >= 0) close(file_);
}

void Journal::add(const RunResult& run) { add(journal_line(run)); }

void Journal::add(const std::string& line) {
  if (!problem_.empty()) return;
  if (!write_all(file_, line)) problem_ = path_ + ": " + std::strerror(errno);
  constexpr std::chrono::minutes period{1};
  if (std::chrono::steady_clock::now() - synced_ < period) return;
  synced_ = std::chrono::steady_clock::now();
  fdatasync(file_);
}

void Journal::remove() {
  if (file_ >= 0) unlink(path_.c_str());
}

}  // namespace vmalock

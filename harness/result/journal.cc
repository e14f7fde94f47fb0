// SPDX-License-Identifier: MIT
#include "harness/result/journal.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "harness/result/atomic_file.h"
#include "harness/result/json.h"

namespace vmalock {

Journal::Journal(const std::string& result_file, const std::string& command,
                 const std::vector<Question>& plan)
    : path_(result_file + ".journal") {
  std::rename(path_.c_str(), (path_ + ".old").c_str());
  file_ = open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (file_ < 0) problem_ = path_ + ": " + std::strerror(errno);
  append(journal_head(new_document(command, {}), plan));
}

Journal::~Journal() {
  if (file_ >= 0) close(file_);
}

void Journal::add(const RunResult& run) { append(journal_line(run)); }

void Journal::remove() {
  if (file_ >= 0) unlink(path_.c_str());
}

void Journal::append(const std::string& line) {
  if (!problem_.empty()) return;
  if (!write_all(file_, line)) problem_ = path_ + ": " + std::strerror(errno);
}

}  // namespace vmalock

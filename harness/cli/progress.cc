// SPDX-License-Identifier: MIT
#include "harness/cli/progress.h"

#include <utility>

#include "harness/report/layout.h"

namespace vmalock::cli {

namespace {
constexpr std::chrono::milliseconds terminal_period{100};
constexpr std::chrono::seconds log_period{30};
}  // namespace

Progress::Progress(const Context& context)
    : err_(context.err),
      terminal_(context.err_is_terminal),
      last_(std::chrono::steady_clock::now()) {}

Progress::~Progress() {
  if (terminal_ && shown_) err_ << "\r\033[K" << std::flush;
}

void Progress::begin(std::string what) {
  const std::lock_guard<std::mutex> lock(mutex_);
  what_ = std::move(what);
  if (terminal_) show("");
}

void Progress::update(const std::string& line) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto now = std::chrono::steady_clock::now();
  const auto period =
      terminal_ ? std::chrono::nanoseconds(terminal_period) : log_period;
  if (now - last_ < period) return;
  last_ = now;
  show(line);
}

study::Listener Progress::listener() {
  return {[this](const std::string& what) { begin(what); },
          [this](const std::string& line) { update(line); },
          [](const RunResult&) {}};
}

void Progress::show(const std::string& line) {
  shown_ = true;
  std::string text = line.empty() ? what_ : what_ + "  " + line;
  if (terminal_)
    err_ << "\r\033[K" << text.substr(0, text_width - 1) << std::flush;
  else
    err_ << text << std::endl;
}

}  // namespace vmalock::cli

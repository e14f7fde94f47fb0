// SPDX-License-Identifier: MIT
#include "harness/explore/search/limits.h"

#include <fmt/format.h>

#include <string>

namespace vmalock::explore {

namespace {

/// A number in few characters: 950, 12k, 3.4M.
std::string rounded(double n) {
  constexpr double kilo = 1e3, mega = 1e6, giga = 1e9;
  if (n < kilo) return fmt::format("{:.0f}", n);
  if (n < 10 * kilo) return fmt::format("{:.1f}k", n / kilo);
  if (n < mega) return fmt::format("{:.0f}k", n / kilo);
  if (n < 10 * mega) return fmt::format("{:.1f}M", n / mega);
  if (n < giga) return fmt::format("{:.0f}M", n / mega);
  return fmt::format("{:.1e}", n);
}

}  // namespace

/// What matters most comes first: a terminal may be narrow.
std::string Limits::progress_line(std::uint64_t executions,
                                  std::uint64_t blocked, double seconds) const {
  const auto done = static_cast<double>(executions);
  const double rate = done / seconds;
  std::string line = rounded(done);
  if (done < options_.expected)
    line += fmt::format(" of about {}", rounded(options_.expected));
  else if (options_.expected > 0)
    line +=
        fmt::format(", more than the estimated {}", rounded(options_.expected));
  else
    line += " executions";
  if (done > 0 && done < options_.expected)
    line +=
        fmt::format(", {} s left", rounded((options_.expected - done) / rate));
  return line + fmt::format(", {}/s, {} blocked", rounded(rate),
                            rounded(static_cast<double>(blocked)));
}

bool Limits::look(Result& result) {
  if (options_.max_executions &&
      result.executions + result.blocked >= *options_.max_executions) {
    result.reason = "limit of executions";
    return true;
  }
  if (options_.stop && options_.stop->load(std::memory_order_relaxed)) {
    result.reason = "stopped";
    return true;
  }
  const auto now = Clock::now();
  const double seconds = std::chrono::duration<double>(now - start_).count();
  if (options_.seconds && seconds >= *options_.seconds) {
    result.reason = "time limit";
    return true;
  }
  if (options_.progress && now - reported_ >= std::chrono::seconds(1)) {
    reported_ = now;
    options_.progress(
        progress_line(result.executions, result.blocked, seconds));
  }
  return false;
}

}  // namespace vmalock::explore

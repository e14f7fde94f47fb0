#include "harness/explore/limits.h"

#include <fmt/format.h>

namespace vmalock::explore {

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
    std::string line = fmt::format(
        "{} executions, {} blocked, {:.0f} executions/s", result.executions,
        result.blocked, static_cast<double>(result.executions) / seconds);
    if (options_.expected > 0)
      line += fmt::format(
          ", about {:.0f} % of {:.2g}",
          100 * static_cast<double>(result.executions) / options_.expected,
          options_.expected);
    options_.progress(line);
  }
  return false;
}

}  // namespace vmalock::explore

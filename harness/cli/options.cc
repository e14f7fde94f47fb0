#include "harness/cli/options.h"

#include <cmath>
#include <cstdlib>

#include "harness/base/check.h"

namespace vmalock::cli {

double parse_seconds(const std::string& text) {
  char* end = nullptr;
  const double number = std::strtod(text.c_str(), &end);
  const std::string unit = end;
  double scale = 0;
  if (unit.empty() || unit == "s") scale = 1;
  if (unit == "ms") scale = 1e-3;
  if (unit == "m" || unit == "min") scale = 60;
  if (unit == "h") scale = 3600;
  const double seconds = number * scale;
  if (end == text.c_str() || scale == 0 || !std::isfinite(seconds) ||
      seconds <= 0)
    user_error("--time '" + text +
               "' is no time; write a number above 0 with a unit: 500ms, 30s, "
               "2m or 1h");
  return seconds;
}

}  // namespace vmalock::cli

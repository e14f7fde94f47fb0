// SPDX-License-Identifier: MIT
// The execution as steps, for people.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "harness/explore/tell/errors.h"

namespace vmalock::explore {

/// What a trace shows besides the graph.
struct Shown {
  Conflict conflict;
  std::optional<LogEntry> offence;  ///< the last step, by `thread`
  unsigned thread = 0;
  std::function<std::string(std::uint16_t)> site_name;
};

void trace(const State& state, const Shown& shown, Error& error);

}  // namespace vmalock::explore

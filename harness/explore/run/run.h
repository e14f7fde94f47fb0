// SPDX-License-Identifier: MIT
// What one explorer was asked for, and what it has found so far.
#pragma once

#include "harness/explore/explore.h"

namespace vmalock::explore {

struct Run {
  const ProgramFactory& factory;
  const Options& options;
  Result result;
  bool over = false;     ///< an error was found, or it must begin again
  bool dropped = false;  ///< the graph is not consistent: take a choice back

  // Why it must begin again.
  bool too_many_threads = false;
  bool must_hold_grace_periods = false;  ///< Attempt::holds_grace_periods
};

}  // namespace vmalock::explore

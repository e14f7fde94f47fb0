// SPDX-License-Identifier: MIT
// What one explorer was asked for, and what it has found so far.
#pragma once

#include <cstddef>
#include <vector>

#include "harness/explore/explore.h"

namespace vmalock::explore {

struct Run {
  const ProgramFactory& factory;
  const Options& options;
  Result result;
  bool over = false;     ///< an error was found, or it must begin again
  bool dropped = false;  ///< the graph is not consistent: take a choice back

  /// Replay, of each promised read in the token's order: how many writes of its
  /// value are coherence-before its source.
  std::vector<std::size_t> promise_sources = {};

  // Why it must begin again.
  bool too_many_threads = false;
  bool must_hold_grace_periods = false;  ///< Attempt::holds_grace_periods
  bool learnt_too_late = false;          ///< search/learnt.h
};

}  // namespace vmalock::explore

// SPDX-License-Identifier: MIT
// What one search found of a program, and in what two of them differ.
#pragma once

#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "harness/graph/execution.h"
#include "harness/program/litmus_program.h"

namespace vmalock::fuzzer {

using graph::Execution;
using litmus::FinalState;

/// What one search found.
struct Found {
  std::unordered_map<Execution, unsigned> executions;  ///< and how often
  std::set<FinalState> states;
  bool race = false;
  bool stuck = false;  ///< some execution has threads that wait for ever
  std::string error;
  bool too_slow = false;  ///< the search hit its limit

  // Of the oracle.
  /// There may be races and deadlocks that it does not know: but under lkmm it
  /// knows no execution in which a grace period waits for ever for a section in
  /// which a thread waits for ever.
  bool partial = false;
  bool kernel = false;                  ///< under lkmm
  std::unordered_set<Execution> blind;  ///< that the explorer need not find
  bool blind_race = false;              ///< … and whether one has a race
};

/// Every execution of the oracle must be the explorer's, once, and the other
/// way round; the same final states, and the same verdicts on races and on
/// threads that wait for ever. Nothing if they agree.
std::string differences(const Found& oracle, const Found& explorer);

}  // namespace vmalock::fuzzer

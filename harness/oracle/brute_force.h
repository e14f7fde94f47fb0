// SPDX-License-Identifier: MIT
// The oracle: every execution of a small program, by exhaustive enumeration.
//
// It shares nothing with the explorer: no revisits, no stamps, no notion of a
// maximal extension, no incremental check.
//  (1) All reads-from choices. Threads run in turn. A read takes its value from
//      a write that exists, or is put off; whenever a write appears, each read
//      of its location that was put off may take it. So the source of a read is
//      decided exactly once, and every execution in which program order and rf
//      have no cycle together is found exactly once (sc, tso and rc11 all
//      forbid such cycles). Control flow follows the values.
//  (2) For each of these, all coherence orders per location that agree with the
//      program order, rf and atomicity at that location (no memory model of
//      ours allows anything else), and all combinations of them.
//  (3) Filter: Model::check.
#pragma once

#include <cstdint>
#include <functional>

#include "harness/models/model.h"
#include "harness/program/litmus_program.h"

namespace vmalock::oracle {

struct BruteForceLimits {
  /// Candidates (reads-from choices, and later executions to be judged) after
  /// which the search gives up.
  std::uint64_t candidates = ~std::uint64_t{0};
  /// Asked for each candidate; true: the search gives up. Null: it does not.
  std::function<bool()> over = nullptr;

  bool hit(std::uint64_t done) const {
    return done >= candidates || (over && over());
  }
};

struct BruteForceStats {
  std::uint64_t candidates = 0;
  std::uint64_t consistent = 0;
  bool exhausted = true;  ///< false: a limit was hit, the answer is partial
};

using OnExecution =
    std::function<void(const graph::Execution&, const litmus::FinalState&)>;
using OnStuck = std::function<void(const graph::Execution&)>;

/// Calls `on_execution` once for every consistent complete execution.
BruteForceStats brute_force(const litmus::LitmusProgram& program,
                            const models::Model& model,
                            const OnExecution& on_execution,
                            const BruteForceLimits& limits = {});

/// The same, and calls `on_stuck` for every consistent execution in which some
/// threads wait for ever: the others have ended, and each wait that is not
/// satisfied has read the newest value of its location (as a load).
BruteForceStats brute_force_with_stuck(const litmus::LitmusProgram& program,
                                       const models::Model& model,
                                       const OnExecution& on_execution,
                                       const OnStuck& on_stuck,
                                       const BruteForceLimits& limits = {});

}  // namespace vmalock::oracle

// SPDX-License-Identifier: MIT
// Random small programs that tell searches apart: two to four threads; loads,
// stores, RMWs, compare-exchanges, fences, in all orderings; values computed
// from values that were read; branches on them.
#pragma once

#include <cstdint>

#include "harness/program/litmus_program.h"

namespace vmalock::litmus {

struct RandomProgramOptions {
  unsigned min_threads = 2;
  unsigned max_threads = 4;
  unsigned max_locations = 3;
  unsigned min_statements = 4;  ///< in all threads together
  unsigned max_statements = 9;
  /// Adds a location that only plain accesses reach, and leaves out waiting: a
  /// race in an execution that never ends is a race, but enumeration knows
  /// complete executions only.
  bool plain = false;
  /// Adds waits (loads and RMWs that wait for a value) and free choices, and
  /// makes RMWs more frequent. Also with plain accesses.
  bool waits = false;
  bool rcu = false;  ///< adds read-side sections and grace periods
  /// Adds conditional RMWs as one event (not a compare-exchange), and RMWs that
  /// wait for a value.
  bool conditional = true;
  /// Rings, as load buffering needs them: each thread first reads a location
  /// of its own and last writes the next thread's, mostly by conditional RMWs;
  /// at times another thread beside them. The numbers of threads, locations and
  /// statements above are not asked.
  bool rings = false;
  /// Kernel primitives instead of C11's, and syntactic dependencies.
  bool kernel = false;
};

/// The same seed and options give the same program on every machine.
LitmusProgram random_program(std::uint64_t seed,
                             const RandomProgramOptions& options = {});

}  // namespace vmalock::litmus

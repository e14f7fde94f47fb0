// SPDX-License-Identifier: MIT
// Selection: which runs are asked for, by names and globs, and within which
// limits. plan.h makes them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/platform/engine.h"

namespace vmalock::study {

struct Selection {
  std::vector<std::string> impls;  ///< names and globs; empty: all
  std::vector<std::string> cases;
  std::string engine = "graph";
  std::string model;  ///< empty: the engine's default
  std::optional<unsigned> readers, writers, rounds;  ///< empty: the case's
  Limits limits;                                     ///< of each run
  std::uint64_t seed = 1;
  unsigned jobs = 1;
  std::string search;
  ChangedRows orderings;
  bool mutants = false;
  bool strict_races = false;  ///< RunRequest
};

}  // namespace vmalock::study

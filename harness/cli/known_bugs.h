// SPDX-License-Identifier: MIT
// Every bug that a case must find, as rows: `list bugs`, `explain B-27`.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "harness/platform/engine.h"

namespace vmalock::cli {

struct BugRow {
  KnownBug bug;
  std::string impl;
  std::string change;  ///< "SITE=ORDERING", or empty
};

/// Of a version, of a mutant, and of a changed row; by their numbers. Planted
/// ones that have no number come last.
std::vector<BugRow> bug_rows(std::span<Engine* const> engines);

/// "guard_flag_lost in refcnt-7.0: failed requirement, under lkmm; … holds"
std::string place_of(const BugRow& row);

}  // namespace vmalock::cli

// SPDX-License-Identifier: MIT
// History: the versions of the lock in the order in which they came: which
// known bugs are found in each, and what each changed against the one before.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/report/style.h"
#include "harness/result/outcome_diff.h"
#include "harness/study/listener.h"
#include "harness/study/plan.h"

namespace vmalock::study {

/// One row of a known bug, run.
struct FoundBug {
  std::string bug;
  RunResult run;  ///< with the row as its expectation

  Assessment assessment() const { return assess(run); }
};

struct SiteChange {
  std::string site;
  Ordering from{}, to{};
};

/// What a version changed against the one before it.
struct VersionChange {
  const ImplInfo* from = nullptr;
  std::vector<OutcomeDiff> cases;  ///< old: from
  std::vector<SiteChange> orderings;
  std::vector<std::string> new_sites, gone_sites;
};

struct Version {
  const ImplInfo* impl = nullptr;
  std::vector<FoundBug> bugs;
  std::vector<RunResult> runs;           ///< every case, default bounds
  std::optional<VersionChange> changed;  ///< none for the first one
};

struct History {
  std::string model;
  std::vector<Version> versions;
};

/// Versions without mutants and the specification, the oldest first; each comes
/// after the one that it follows.
std::vector<const ImplInfo*> in_order(std::vector<const ImplInfo*> impls);

/// Rows of the tables that both have by name with another ordering, and those
/// that one has.
VersionChange site_changes(const ImplInfo& from, const ImplInfo& to);

/// Runs the known bugs of every version and all its cases. UserError if nothing
/// of the selection is a version.
History find_history(Engine& engine, const Selection& selection,
                     const Listener& listener);

/// violated: a listed bug is not found, or one that is not listed is.
ExitStatus exit_status(const History& history);

std::string history_text(const History& history, const Style& style);
std::string history_json(const History& history,
                         const std::string& command_line);

}  // namespace vmalock::study

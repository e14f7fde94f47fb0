// SPDX-License-Identifier: MIT
// Sweep: each row of an ordering table weakened, one by one and together. What
// is needed, by which case; what survives, alone and in the largest sets.
#pragma once

#include <string>
#include <vector>

#include "harness/report/style.h"
#include "harness/study/frontier.h"

namespace vmalock::study {

enum class Fate : std::uint8_t {
  needed,    ///< a case is violated with the weaker ordering
  survived,  ///< every case that passes the site holds
  blind,     ///< the model cannot tell
  unpassed,  ///< no case passes the site
  unknown,   ///< a limit was reached, or the run was interrupted
};

const char* name(Fate fate);

struct Killing {
  std::size_t case_index = 0;
  ErrorKind kind = ErrorKind::failed_requirement;
};

/// One weaker ordering of one row.
struct Step {
  Ordering to = Ordering::plain;
  Fate fate = Fate::unknown;
  /// needed: every case that is violated, the smallest one first
  std::vector<Killing> by;
  std::string why;  ///< blind, unknown
};

struct SweptSite {
  std::size_t index = 0;  ///< in the flat table
  const SiteRow* row = nullptr;
  Ordering from = Ordering::plain;
  std::vector<std::size_t> passed_by;  ///< cases; empty: none
  std::vector<Step> steps;             ///< weakest first

  /// The needed steps that no stronger one implies, and the survived ones that
  /// no weaker one implies: what a report has to say.
  std::vector<const Step*> telling() const;
};

struct Sweep {
  const ImplInfo* impl = nullptr;
  std::string engine, model;
  OrderingTable table;  ///< what was weakened
  std::vector<std::string> cases;
  std::vector<Bound> bounds;  ///< of the cases
  /// Cases that tell nothing, as they do not hold before any change.
  std::vector<RunResult> unfit;
  std::vector<SweptSite> sites;  ///< all rows, in the order of the table
  Frontier sets;                 ///< weakest tables that hold
  bool with_sets = true;
  bool complete = false;
  std::string reason;
  double seconds = 0;
  std::uint64_t runs = 0, remembered = 0;
  std::vector<std::string> notes;
};

/// A run with the table that is weakened, made before.
struct KnownRun {
  RunResult result;
  std::vector<std::uint8_t> reached;  ///< as RunRequest has it
};

struct SweepOptions {
  unsigned jobs = 1;
  bool sets = true;
  std::vector<std::string> only = {};  ///< these sites; empty: all
  std::vector<KnownRun> known = {};    ///< of each cell; empty: none was made
  std::function<void(const std::string&)> progress = nullptr;
};

/// `cells`: the cases of one implementation, as make_plan() gives them.
Sweep sweep(std::vector<Cell> cells, const SweepOptions& options);

std::string sweep_text(const Sweep& sweep, const Style& style);
std::string sweep_json(const Sweep& sweep, const std::string& command_line);

}  // namespace vmalock::study

// SPDX-License-Identifier: MIT
// Baseline: the differences between two implementations that are known and
// accepted, as a file that is reviewed like code. It holds no counts and no
// times, so that it changes only when a difference does.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "harness/report/style.h"
#include "harness/result/outcome_diff.h"

namespace vmalock::study {

struct BaselineCase {
  std::string case_name;
  Bound bound;
  std::string old_verdict, new_verdict;  ///< "HOLDS", "VIOLATED E02"
  std::vector<std::map<std::string, std::int64_t>> only_old, only_new;
};

struct Baseline {
  std::string old_impl;
  Question question;  ///< of the new side; no case, bound or search
  std::vector<BaselineCase> cases;
};

Baseline baseline_of(std::span<const OutcomeDiff> diffs);

std::string to_json(const Baseline& baseline);
/// UserError that says what is wrong where.
Baseline read_baseline(const std::string& path);
/// The same of a text; `path` is for messages.
Baseline parse_baseline(const std::string& text, const std::string& path);

struct BaselineDiff {
  std::size_t cases = 0;
  std::vector<std::string> lines;  ///< what is not as recorded
};

/// UserError if they answer different questions. `some`: only some cases were
/// run, so that a missing one is no change.
BaselineDiff compare(const Baseline& accepted, const Baseline& found,
                     bool some);

std::string baseline_text(const BaselineDiff& changes, const std::string& path,
                          const Style& style);

}  // namespace vmalock::study

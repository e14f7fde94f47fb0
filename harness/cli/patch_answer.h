// SPDX-License-Identifier: MIT
// What `vmalock patch` finds, and its text and JSON.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/kernel_source/tree/kernel_trees.h"
#include "harness/report/style.h"
#include "harness/result/outcome_diff.h"
#include "harness/study/sweep.h"

namespace vmalock::cli {

/// The ordering that an access of a changed line had before; none: it is new,
/// or was called otherwise.
struct OldOrdering {
  std::string site;
  std::optional<Ordering> order;
};

class PatchAnswer {
 public:
  std::string base, impl;
  std::string engine, model;
  std::vector<OutcomeDiff> cases;  ///< old: the tree; new: with the patch
  std::vector<kernel_source::ChangedLine> lines;
  std::vector<OldOrdering> sites;     ///< of the changed lines
  std::optional<study::Sweep> sweep;  ///< of these sites
  std::string not_swept;              ///< why, if there is none
  kernel_source::CodeCost cost;

  std::string_view verdict() const;
  /// Violated or not without the patch, and with it. The one with the shortest
  /// trace comes first.
  std::vector<const OutcomeDiff*> of(bool violated_before,
                                     bool violated_after) const;
  std::vector<const OutcomeDiff*> broken() const { return of(false, true); }
  /// Hold on both sides, with other outcomes.
  std::vector<const OutcomeDiff*> differing() const;
  bool any_reached() const;
  bool any(Difference what) const;
  /// What the sweep says of a site; null if it has no row or was not asked.
  const study::SweptSite* swept(const std::string& site) const;
};

inline constexpr std::string_view broken_word = "BROKEN";
inline constexpr std::string_view unknown_word = "UNKNOWN";

/// At most one screen, 24 lines; with style.full, all that is known.
std::string patch_text(const PatchAnswer& answer, std::size_t width,
                       const Style& style);
std::string patch_json(const PatchAnswer& answer,
                       const std::string& command_line);

}  // namespace vmalock::cli

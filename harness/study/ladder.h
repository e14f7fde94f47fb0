// SPDX-License-Identifier: MIT
// Ladder: the bounds of one case on one lock, and how far a check has come on
// them.
#pragma once

#include <optional>
#include <vector>

#include "harness/study/plan.h"

namespace vmalock::study {

/// Whether `large` has at least as many of everything.
bool covers(const Bound& large, const Bound& small);

class Ladder {
 public:
  /// Options that fix a part of the bound fix it for all rungs.
  Ladder(const Cell& cell, const Selection& selection);

  enum class Stage : unsigned char { smallest, own, larger };
  Stage stage_of(const Bound& bound) const;

  /// What may be run next; none is covered by what was done.
  std::vector<Bound> next() const;
  bool reached_own() const;

  /// Searched to its end, or cut after so many executions. A cut that no more
  /// time would mend is the last word on that bound.
  enum class End : unsigned char { done, cut, cut_for_good };
  void take(RunResult result, End end);

  /// Executions of a bound, if known; of one that was cut, those seen.
  struct Count {
    Bound bound;
    double executions = 0;
    unsigned cuts = 0;  ///< 0: searched to its end
    bool for_good = false;
  };
  const Count* count_of(const Bound& bound) const;
  /// Done, below `bound`, with the most executions.
  const Count* below(const Bound& bound) const;

  const Cell& cell() const { return cell_; }
  /// `next`: the cheapest of next(). `why`: of a cell that has not reached its
  /// own bound.
  RunResult result(const std::optional<Bound>& next, bool begun,
                   const std::string& why) const;

 private:
  Cell cell_;
  Bound smallest_, own_, largest_;
  std::vector<Count> counts_;
  std::optional<RunResult> shown_;  ///< largest that was done; or violated
  bool closed_ = false;             ///< violated, or a listed bug is missed

  bool is_done(const Bound& bound) const;
  bool may_be_run(const Bound& bound) const;
};

}  // namespace vmalock::study

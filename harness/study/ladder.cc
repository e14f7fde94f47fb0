// SPDX-License-Identifier: MIT
#include "harness/study/ladder.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "harness/result/assessment.h"
#include "harness/study/runner.h"

namespace vmalock::study {

namespace {

Bound least(const Bound& a, const Bound& b) {
  return {std::min(a.readers, b.readers), std::min(a.writers, b.writers),
          std::min(a.rounds, b.rounds)};
}

Bound most(const Bound& a, const Bound& b) {
  return {std::max(a.readers, b.readers), std::max(a.writers, b.writers),
          std::max(a.rounds, b.rounds)};
}

void fix(Bound& bound, const Selection& selection, const Bound& own) {
  if (selection.readers) bound.readers = own.readers;
  if (selection.writers) bound.writers = own.writers;
  if (selection.rounds) bound.rounds = own.rounds;
}

/// Of two bounds that were completed, the one that says more is shown.
auto size_of(const RunResult& run) {
  const Bound& b = run.question.bound;
  return std::tuple(b.readers + b.writers, b.rounds, run.executions);
}

}  // namespace

bool covers(const Bound& large, const Bound& small) {
  return large.readers >= small.readers && large.writers >= small.writers &&
         large.rounds >= small.rounds;
}

Ladder::Ladder(const Cell& cell, const Selection& selection)
    : cell_(cell), own_(cell.request.question.bound) {
  const CaseInfo& info = *cell.request.binding->case_info;
  smallest_ = least(info.min, own_);
  largest_ = most(info.max, own_);
  fix(smallest_, selection, own_);
  fix(largest_, selection, own_);
}

Ladder::Stage Ladder::stage_of(const Bound& bound) const {
  if (bound == smallest_) return Stage::smallest;
  return bound == own_ ? Stage::own : Stage::larger;
}

const Ladder::Count* Ladder::count_of(const Bound& bound) const {
  for (const Count& count : counts_)
    if (count.bound == bound) return &count;
  return nullptr;
}

const Ladder::Count* Ladder::below(const Bound& bound) const {
  const Count* found = nullptr;
  for (const Count& count : counts_)
    if (count.cuts == 0 && covers(bound, count.bound) &&
        (!found || count.executions >= found->executions))
      found = &count;
  return found;
}

bool Ladder::is_done(const Bound& bound) const {
  return std::any_of(counts_.begin(), counts_.end(), [&](const Count& count) {
    return count.cuts == 0 && covers(count.bound, bound);
  });
}

bool Ladder::reached_own() const { return closed_ || is_done(own_); }

/// Not if it was done, nor if a smaller one was too much already.
bool Ladder::may_be_run(const Bound& bound) const {
  if (is_done(bound)) return false;
  return std::none_of(counts_.begin(), counts_.end(), [&](const Count& count) {
    return count.cuts > 0 && covers(bound, count.bound) &&
           (bound != count.bound || count.for_good);
  });
}

std::vector<Bound> Ladder::next() const {
  std::vector<Bound> all;
  const auto add = [&](Bound bound) {
    bound = least(bound, largest_);
    if (may_be_run(bound) &&
        std::find(all.begin(), all.end(), bound) == all.end())
      all.push_back(bound);
  };
  if (closed_) return all;
  if (!is_done(smallest_)) {
    add(smallest_);
  } else if (!is_done(own_)) {
    add(own_);
  } else {
    for (const Count& count : counts_) {
      if (count.cuts > 0) continue;
      const Bound& b = count.bound;
      add({b.readers + 1, b.writers, b.rounds});
      add({b.readers, b.writers + 1, b.rounds});
      // Up to 64 of them.
      add({b.readers, b.writers, b.rounds * 2});
    }
  }
  return all;
}

void Ladder::take(RunResult result, End end) {
  const Bound bound = result.question.bound;
  const auto known =
      std::find_if(counts_.begin(), counts_.end(),
                   [&](const Count& count) { return count.bound == bound; });
  Count& count = known != counts_.end()
                     ? *known
                     : counts_.emplace_back(Count{bound, 0, 0, false});
  count.executions =
      std::max(count.executions, static_cast<double>(result.executions));
  if (end != End::done) {
    ++count.cuts;
    count.for_good = end == End::cut_for_good;
    return;
  }
  const Assessment assessment = assess(result);
  if (assessment != Assessment::holds) {
    closed_ = true;
    if (result.error)
      std::erase_if(counts_, [&](const Count& c) { return c.bound == bound; });
    else
      count.cuts = 0;
    shown_ = std::move(result);
    return;
  }
  count.cuts = 0;
  if (!shown_ || size_of(result) >= size_of(*shown_))
    shown_ = std::move(result);
}

RunResult Ladder::result(const std::optional<Bound>& next, bool begun,
                         const std::string& why) const {
  RunResult result;
  if (reached_own()) {
    result = *shown_;
  } else {
    result = begin_result(cell_.request);
    result.reason = why;
    if (const Count* own = count_of(own_))
      result.executions = static_cast<std::uint64_t>(own->executions);
    result = completed(cell_, std::move(result));
  }
  Depth depth;
  for (const Count& count : counts_) {
    const bool is_covered =
        std::any_of(counts_.begin(), counts_.end(), [&](const Count& other) {
          return other.cuts == 0 && other.bound != count.bound &&
                 covers(other.bound, count.bound);
        });
    if (count.cuts == 0 && !is_covered) depth.completed.push_back(count.bound);
  }
  if (!closed_) {
    depth.stopped_at = next;
    depth.begun = next && begun;
    for (const Count& count : counts_)
      if (!depth.stopped_at && count.for_good) {
        depth.stopped_at = count.bound;
        depth.begun = true;
      }
  }
  result.depth = std::move(depth);
  return result;
}

}  // namespace vmalock::study

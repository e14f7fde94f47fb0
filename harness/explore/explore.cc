// SPDX-License-Identifier: MIT
#include "harness/explore/explore.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

#include "harness/base/check.h"
#include "harness/explore/run/faults.h"
#include "harness/explore/search/claims.h"
#include "harness/explore/search/learnt.h"
#include "harness/explore/search/parallel.h"

namespace vmalock::explore {

namespace {

double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin)
      .count();
}

/// Runs the explorer, or a team of them, again until it has what it needs.
Result explore_once(const ProgramFactory& factory, const Options& asked) {
  const Contained contained;
  Options options = asked;
  const auto begin = std::chrono::steady_clock::now();
  Told told;
  Learnt learnt(options.jobs > 1 && options.mode == Mode::exhaustive);
  options.attempt.learnt = &learnt;
  if (options.on_complete) options.attempt.told = &told;
  // Clocks have a fixed size: a program that starts more threads than expected
  // begins again with larger ones. One that waits inside a read section begins
  // again with grace periods that never end (model/lkmm/grace.cc). One whose
  // reads may be promised what was learnt too late begins again, knowing it
  // (search/learnt.h).
  for (unsigned capacity = graph::lanes;;) {
    if (capacity > graph::max_threads)
      user_error(
          "the program has more than 32 threads; take smaller --readers, "
          "--writers or --rounds, or start fewer of them");
    const auto go_on = [&](const auto& explorer, const Result& result) {
      if (explorer.too_many_threads()) capacity *= 2;
      if (explorer.must_hold_grace_periods())
        options.attempt.holds_grace_periods = true;
      ++told.attempt;
      if (asked.seconds)
        options.seconds = std::max(0.0, *asked.seconds - seconds_since(begin));
      return explorer.too_many_threads() ||
             explorer.must_hold_grace_periods() ||
             (!result.error &&
              (result.finished || explorer.learnt_too_late()) &&
              learnt.begins_again());
    };
    if (options.jobs > 1 && options.mode == Mode::exhaustive) {
      Claims claims;
      options.attempt.claims = &claims;
      Team team(factory, options, capacity);
      Result result = team.run();
      if (!go_on(team, result)) return result;
    } else {
      Explorer explorer(factory, options, capacity);
      Result result = explorer.run_all();
      if (!go_on(explorer, result)) return result;
    }
  }
}

/// What differs between two runs of one execution, or nothing.
std::string difference(const Sample& before, const Sample& now) {
  for (const auto& [observed, value] : before.observed) {
    const auto found = now.observed.find(observed);
    if (found == now.observed.end()) return observed + " is not observed";
    if (found->second != value)
      return observed + " is " + std::to_string(found->second) + ", not " +
             std::to_string(value);
  }
  return "";
}

/// Runs the sample on a new program: what differs from the search, or nothing.
std::string rerun(const ProgramFactory& factory, const Options& options,
                  const Sample& sample) {
  Options again = options;
  again.mode = Mode::replay;
  again.attempt.again = &sample;
  again.jobs = 1;
  again.on_complete = nullptr;
  again.progress = nullptr;
  try {
    const Result r = explore_once(factory, again);
    if (r.error) return r.error->message;
    return r.samples.empty() ? "it does not end"
                             : difference(sample, r.samples.front());
  } catch (const UserError& e) {
    return e.what();
  }
}

/// A program whose threads look at more than their cells gives another answer
/// when they run in another order.
void check_samples(const ProgramFactory& factory, const Options& options,
                   Result& result) {
  if (result.error || !result.finished) return;
  for (const Sample& sample : result.samples) {
    const std::string differs = rerun(factory, options, sample);
    if (differs.empty()) continue;
    Error error;
    error.kind = ErrorKind::nondeterministic;
    error.message =
        "an execution, run again with its threads in another order, is not the "
        "same: " +
        differs;
    error.witness = sample.token;
    result.error = std::move(error);
    return;
  }
}

}  // namespace

Result explore(const ProgramFactory& factory, const Options& options) {
  const auto begin = std::chrono::steady_clock::now();
  Result result = explore_once(factory, options);
  check_samples(factory, options, result);
  result.seconds = seconds_since(begin);
  return result;
}

}  // namespace vmalock::explore

// SPDX-License-Identifier: MIT
#include "harness/explore/search/accounts.h"

#include <bit>
#include <mutex>
#include <utility>

#include "harness/explore/run/threads.h"
#include "harness/explore/search/parallel.h"
#include "harness/explore/tell/errors.h"
#include "harness/explore/tell/token.h"

namespace vmalock::explore {

void Accounts::finish_execution() {
  bool complete = true;
  bool bounded = false;
  for (const ThreadData& t : state_.threads) {
    if (t.state == ThreadStatus::bounded) bounded = true;
    if (t.state != ThreadStatus::finished && t.state != ThreadStatus::absent)
      complete = false;
  }
  if (bounded) {
    ++run_.result.bounded;
    return;
  }
  model_.finish(complete, *this);
}

void Accounts::account(bool complete) {
  if (!complete) {
    errors_.check_deadlock();
    if (run_.over) return;
    ++run_.result.blocked;
    tell(false);
    return;
  }
  runner_.run_after();
  if (run_.over) return;
  memory_.check_leaks();
  if (run_.over) return;
  memory_.forget_after();
  plain_.forget_after();
  ++run_.result.executions;
  observed_.clear();
  for (const ThreadData& t : state_.threads)
    if (t.state != ThreadStatus::absent) collect(t);
  collect(runner_.main());
  const bool first = outcomes_.add(observed_);
  if (run_.options.mode == Mode::exhaustive) {
    if (first) outcomes_.set_witness(observed_, token());
    take_sample(first);
  }
  tell(true);
}

/// Of the executions with a new outcome, and of all in growing distances.
void Accounts::take_sample(bool new_outcome) {
  if (run_.result.samples.size() >= run_.options.samples) return;
  if (new_outcome || std::has_single_bit(run_.result.executions))
    run_.result.samples.push_back({token(true), outcomes_.named(observed_)});
}

void Accounts::tell(bool complete) {
  if (!run_.options.on_complete && !run_.options.count_duplicates) return;
  std::unique_lock<std::mutex> lock;
  if (team_) lock = std::unique_lock(team_->callbacks());
  if (run_.options.count_duplicates && complete) {
    auto& seen = team_ ? team_->seen() : seen_;
    if (!seen.insert(execution_hash(state_)).second) ++run_.result.duplicates;
  }
  if (!run_.options.on_complete || was_told()) return;
  run_.options.on_complete(
      {state_.graph, complete, run_.options.tokens ? token() : std::string(),
       complete ? outcomes_.named(observed_) : Outcomes::Values()});
}

/// By a search that had to begin again.
bool Accounts::was_told() {
  Told* const told = run_.options.attempt.told;
  if (!told) return false;
  const auto [it, is_new] =
      told->last.try_emplace(execution_hash(state_), told->attempt);
  return !is_new && std::exchange(it->second, told->attempt) != told->attempt;
}

void Accounts::collect(const ThreadData& t) {
  for (const Observation& o : t.observations)
    outcomes_.set(observed_, o.name, o.index, o.value);
}

std::string Accounts::token(bool reversed) const {
  return explore::token(state_, runner_.program().threads(), reversed);
}

}  // namespace vmalock::explore

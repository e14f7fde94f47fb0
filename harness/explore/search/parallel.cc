// SPDX-License-Identifier: MIT
#include "harness/explore/search/parallel.h"

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/task_arena.h>

#include <utility>

#include "harness/base/check.h"
#include "harness/explore/search/claims.h"

namespace vmalock::explore {

Team::Team(const ProgramFactory& factory, const Options& options,
           unsigned capacity)
    : factory_(factory),
      options_(options),
      capacity_(capacity),
      jobs_(options.jobs),
      limits_(options) {
  result_.finished = true;
}

Result Team::run() {
  const oneapi::tbb::global_control allow(
      oneapi::tbb::global_control::max_allowed_parallelism, jobs_);
  oneapi::tbb::task_arena arena(static_cast<int>(jobs_));
  arena.execute([this] {
    tasks_ = 1;
    group_.run([this] { work([](Explorer& e) { return e.run_all(); }); });
    group_.wait();
  });
  if (exception_) std::rethrow_exception(exception_);
  result_.outcomes = merged(parts_);
  return std::move(result_);
}

void Team::give(Snapshot snapshot) {
  tasks_.fetch_add(1, std::memory_order_relaxed);
  auto shared = std::make_shared<const Snapshot>(std::move(snapshot));
  group_.run([this, shared] {
    work([&](Explorer& e) { return e.run_from(*shared); });
  });
}

/// One task: an explorer of its own, its result added to the common one.
template <class Work>
void Team::work(Work work) {
  try {
    Explorer explorer(factory_, options_, capacity_, this);
    Result part = work(explorer);
    if (explorer.too_many_threads()) too_many_threads_ = true;
    if (explorer.must_hold_grace_periods()) must_hold_grace_periods_ = true;
    if (too_many_threads_ || must_hold_grace_periods_) stop_ = true;
    merge(std::move(part));
  } catch (...) {
    const std::lock_guard lock(merging_);
    if (!exception_) exception_ = std::current_exception();
    stop_ = true;
  }
  tasks_.fetch_sub(1, std::memory_order_relaxed);
}

void Team::merge(Result part) {
  const std::lock_guard lock(merging_);
  result_.executions += part.executions;
  result_.blocked += part.blocked;
  result_.bounded += part.bounded;
  result_.moot += part.moot;
  result_.events += part.events;
  result_.duplicates += part.duplicates;
  result_.finished = result_.finished && part.finished;
  result_.inconsistent += part.inconsistent;
  result_.stand_ins.join(part.stand_ins);
  result_.tolerated_races.insert(part.tolerated_races.begin(),
                                 part.tolerated_races.end());
  if (result_.reason.empty()) result_.reason = part.reason;
  if (result_.bounded_at.empty()) result_.bounded_at = part.bounded_at;
  for (Sample& sample : part.samples)
    if (result_.samples.size() < options_.samples)
      result_.samples.push_back(std::move(sample));
  parts_.push_back(std::move(part.outcomes));
  if (parts_.size() > 64) parts_ = {merged(parts_)};
  if (part.error && !result_.error) result_.error = std::move(part.error);
  if (result_.error || !part.finished) stop_ = true;
}

bool Team::count(std::uint64_t executions, std::uint64_t blocked,
                 Result& result) {
  executions_ += executions;
  blocked_ += blocked;
  const std::lock_guard lock(merging_);
  Result sum;
  sum.executions = executions_;
  sum.blocked = blocked_;
  if (!limits_.look(sum)) return false;
  result.reason = sum.reason;
  return true;
}

// ---- the explorer's side

void Explorer::hand_over_oldest() {
  const std::uint64_t explored = run.result.executions + run.result.blocked;
  if (explored < handed_over_at_ + run.options.share_after) return;
  if (memory.has_foreign_pointers() || accesses.is_rebuilding()) return;
  for (std::size_t i = 0; i < state.choices.size(); ++i) {
    Choice& choice = state.choices[i];
    if (choice.kind == Choice::Kind::undo || choice.next == choice.end)
      continue;
    team->give(snapshot(i + 1));
    choice.next = choice.end;
    handed_over_at_ = explored;
    return;
  }
}

/// The state as it is, of which only choice number `choices` is to be explored.
/// The others are kept: they are needed to get back there. What is learnt there
/// that a read of these could be promised, is explored by who learns it first.
Snapshot Explorer::snapshot(std::size_t choices) {
  Claims& claims = *run.options.attempt.claims;
  for (std::size_t i = 0; i < state.promised_used; ++i) {
    Promised& promised = state.promised[i];
    if (promised.id != 0) continue;
    promised.id = claims.new_choice();
    for (const Value v : promised.values) claims.first({promised.id, v});
  }
  Snapshot s{state, memory.base()};
  s.state.promised.truncate(s.state.promised_used);
  for (Promised& promised : s.state.promised) {
    promised.next = 0;
    promised.values.clear();
    promised.is_free.clear();
    promised.has_known = false;
  }
  s.state.undos.truncate(s.state.undos_used);
  for (std::size_t i = 0; i < s.state.choices.size(); ++i)
    if (i + 1 != choices) s.state.choices[i].next = s.state.choices[i].end;
  return s;
}

void Explorer::adopt(const Snapshot& s) {
  state = s.state;
  memory.adopt(s.arena_base);
  for (ThreadData& t : state.threads)
    if (t.state != ThreadStatus::absent) t.state = ThreadStatus::stale;
}

Result Explorer::run_from(const Snapshot& s) {
  const Current current(this);
  threads.make_program();
  adopt(s);
  if (search.backtrack()) {
    accesses.rebuild_memory();
    guide->explore();
  } else {
    run.result.finished = !run.over;
  }
  return finish();
}

}  // namespace vmalock::explore

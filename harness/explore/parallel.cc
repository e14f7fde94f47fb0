#include "harness/explore/parallel.h"

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/task_arena.h>

#include <utility>

#include "harness/base/check.h"

namespace vmalock::explore {

using State = ThreadState::State;

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
    group_.run([this] { work([](Explorer& e) { return e.run(); }); });
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
    if (explorer.too_many_threads()) {
      too_many_threads_ = true;
      stop_ = true;
    }
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
  result_.learnt.join(part.learnt);
  if (result_.reason.empty()) result_.reason = part.reason;
  if (result_.bounded_at.empty()) result_.bounded_at = part.bounded_at;
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

/// Gives the oldest choice with alternatives left to an idle worker.
void Explorer::hand_over_oldest() {
  if (result_.executions + result_.blocked <
      handed_over_at_ + options_.share_after)
    return;
  if (foreign_pointers_ || rebuilding_) return;
  for (std::size_t i = 0; i < choices_.size(); ++i) {
    Choice& choice = choices_[i];
    if (choice.kind == Choice::Kind::undo || choice.next == choice.end)
      continue;
    team_->give(snapshot(i + 1));
    choice.next = choice.end;
    handed_over_at_ = result_.executions + result_.blocked;
    return;
  }
}

/// The state as it is, of which only choice number `choices` is to be explored.
/// The others are kept: they are needed to get back there.
Snapshot Explorer::snapshot(std::size_t choices) const {
  Snapshot s{
      graph_,          {},           cells_,        objects_,     arena_.base(),
      sequence_,       choices_,     alternatives_, {},           settled_,
      grace_location_, any_seq_cst_, dependencies_, any_rcu_sync_};
  for (const auto& t : threads_) s.threads.push_back(*t);
  for (std::size_t i = 0; i < undos_used_; ++i) s.undos.push_back(*undos_[i]);
  for (std::size_t i = 0; i < s.choices.size(); ++i)
    if (i + 1 != choices) s.choices[i].next = s.choices[i].end;
  return s;
}

void Explorer::adopt(const Snapshot& s) {
  graph_ = s.graph;
  cells_ = s.cells;
  objects_ = s.objects;
  for (Object& o : objects_)
    if (o.address)
      o.address = static_cast<std::byte*>(
          arena_.at(static_cast<Value>(o.address - s.arena_base)));
  sequence_ = s.sequence;
  choices_ = s.choices;
  alternatives_ = s.alternatives;
  settled_ = s.settled;
  grace_location_ = s.grace_location;
  any_seq_cst_ = s.any_seq_cst;
  dependencies_ = s.dependencies;
  any_rcu_sync_ = s.any_rcu_sync;
  undos_used_ = s.undos.size();
  undos_.clear();
  for (const Undo& undo : s.undos)
    undos_.push_back(std::make_unique<Undo>(undo));
  while (threads_.size() < s.threads.size())
    threads_.push_back(std::make_unique<ThreadState>());
  for (std::size_t i = 0; i < s.threads.size(); ++i) {
    ThreadState& t = *threads_[i];
    static_cast<ThreadData&>(t) = s.threads[i];
    // Whatever else it points to is found again when the parent is run.
    const auto offset = static_cast<Value>(
        static_cast<const std::byte*>(t.argument) - s.arena_base);
    t.argument =
        offset < Arena::total_bytes && t.argument ? arena_.at(offset) : nullptr;
    if (t.state != State::absent) t.state = State::stale;
  }
}

Result Explorer::run_from(const Snapshot& s) {
  const Current current(this);
  make_program();
  adopt(s);
  if (backtrack()) {
    rebuild_memory();
    search();
  } else {
    result_.finished = !over_;
  }
  return finish();
}

/// Objects that threads made exist in the other explorer's memory only, or were
/// overwritten by another branch of this one's search. Runs all threads through
/// their events, each event after what it needs, so that nothing is used before
/// it is made; then everything can run in any order.
void Explorer::rebuild_memory() {
  rebuilding_ = true;
  const Slot pending = std::exchange(pending_, graph::no_slot);
  for (const Slot s : linearise()) {
    const unsigned t = graph_[s].thread;
    if (threads_[t]->state == State::stale) resume(t);
    if (over_ || s == pending) continue;
    if (threads_[t]->state == State::ready) resume(t);
  }
  rebuilding_ = false;
  pending_ = pending;
  for (const auto& t : threads_)
    if (t->state != State::absent) t->state = State::stale;
}

}  // namespace vmalock::explore

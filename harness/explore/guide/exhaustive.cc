// SPDX-License-Identifier: MIT
#include "harness/explore/guide/exhaustive.h"
#include "harness/explore/explorer.h"
#include "harness/explore/guide/waits.h"
#include "harness/explore/run/effect.h"
#include "harness/explore/search/parallel.h"

namespace vmalock::explore {

Exhaustive::Exhaustive(Explorer& explorer)
    : Guide(false), x_(explorer), limits_(explorer.run.options) {}

void Exhaustive::explore() {
  for (;;) {
    if (run_threads() && !x_.run.over) x_.accounts.finish_execution();
    if (x_.run.over) return;
    if (stop_here()) return;
    if (!x_.search.backtrack()) break;
  }
  x_.run.result.finished = !x_.run.over;
}

/// Whether a limit says stop; in a team also the time to share work.
bool Exhaustive::stop_here() {
  if (!x_.team) return limits_.reached(x_.run.result);
  if (x_.team->stopped()) return true;
  if (x_.team->wants_work()) x_.hand_over_oldest();
  constexpr unsigned between_reports = 64;
  if (++unreported_ < between_reports) return false;
  unreported_ = 0;
  const bool stop =
      x_.team->count(x_.run.result.executions - reported_executions_,
                     x_.run.result.blocked - reported_blocked_, x_.run.result);
  reported_executions_ = x_.run.result.executions;
  reported_blocked_ = x_.run.result.blocked;
  return stop;
}

// ---- which thread next

/// The next thread that can move, or main_thread.
unsigned Exhaustive::next_thread() {
  const State& state = x_.state;
  if (state.pending != graph::no_slot) return state.graph[state.pending].thread;
  const auto count = static_cast<unsigned>(state.threads.size());
  bool any_waits = false;
  for (unsigned t = 0; t < count; ++t) {
    const ThreadStatus s = state.threads[t].state;
    if (s == ThreadStatus::stale || s == ThreadStatus::ready) return t;
    any_waits = any_waits || s == ThreadStatus::waiting ||
                s == ThreadStatus::joining || s == ThreadStatus::grace;
  }
  if (!any_waits) return main_thread;
  for (unsigned t = 0; t < count; ++t)
    if (wait_is_over(state, state.threads[t])) return t;
  for (unsigned t = 0; t < count; ++t) {
    if (state.threads[t].state != ThreadStatus::waiting) continue;
    x_.state.threads[t].forced = true;
    return t;
  }
  return x_.model->next_grace_period();
}

/// Runs until no thread can move. False: the graph had to be dropped.
bool Exhaustive::run_threads() {
  x_.run.dropped = false;
  if (x_.state.memory_stale) {
    x_.state.memory_stale = false;
    x_.accesses.rebuild_memory();
    if (x_.run.over) return false;
  }
  for (;;) {
    const unsigned t = next_thread();
    if (t == main_thread) return true;
    x_.threads.resume(t);
    if (x_.run.dropped || x_.run.over) return false;
    x_.state.graph.check_step();
  }
}

// ---- which way first

void Exhaustive::choose_source(Slot s, const Functions& functions) {
  x_.search.choose_rf(s, functions);
}

void Exhaustive::choose_place(Slot s) { x_.search.choose_co(s); }

Value Exhaustive::choose_value(Slot s, std::size_t count) {
  const std::size_t begin = x_.state.alternatives.size();
  for (Value value = 1; value < count; ++value)
    x_.state.alternatives.push_back({graph::no_slot, {false, false, value}});
  x_.search.push_choice(Choice::Kind::value, s, begin);
  return 0;
}

void Exhaustive::added(Slot s) { x_.search.find_revisits(s); }

}  // namespace vmalock::explore

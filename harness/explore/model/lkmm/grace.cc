// SPDX-License-Identifier: MIT
// Grace periods that never end, under lkmm.
//
// There a grace period is an event that orders and does not wait: the axiom rcu
// speaks of executions in which it has ended. One in which it never does is a
// deadlock, and is looked for by itself: the thread may also stand in the grace
// period for ever ("held"; a choice, like K::choose). That is an execution if
// some section that was open when it began never ends, because its thread waits
// for ever inside. Every section of the execution that is still open may have
// been so: nothing of the program comes after the begin of the grace period, so
// nothing says that a section began later. An execution that holds a grace
// period although no thread waits in a section is dropped.
//
// Only programs that wait inside sections pay for this: the first such wait
// makes the search begin again with Attempt::holds_grace_periods.
//
// A section that never ends also began after all grace periods that did end.
// The model takes an open section for one that ends with its thread, so this is
// told to it by accesses of their own: a store after each such grace period,
// which a load at the end of the section reads.
#include <algorithm>

#include "harness/explore/model/lkmm/lkmm.h"
#include "harness/explore/model/rcu_label.h"
#include "harness/explore/run/accesses.h"
#include "harness/explore/run/threads.h"
#include "harness/explore/tell/errors.h"

namespace vmalock::explore {

void Lkmm::rcu_lock(const Access& access) {
  if (runner_.running().rcu_depth++ > 0) return;
  accesses_.mark(rcu_label(state_, Op::rcu_lock, Ordering::relaxed, access));
}

void Lkmm::rcu_unlock(const Access& access) {
  if (runner_.running().rcu_depth == 0)
    errors_.fail(ErrorKind::lock_misuse,
                 "rcu_read_unlock without rcu_read_lock", access);
  if (--runner_.running().rcu_depth > 0) return;
  accesses_.mark(rcu_label(state_, Op::rcu_unlock, Ordering::relaxed, access));
}

/// The running thread is going to wait, perhaps in a section.
void Lkmm::before_wait() {
  const bool searches = run_.options.mode != Mode::replay;
  if (runner_.running().rcu_depth == 0 || !searches ||
      run_.options.attempt.holds_grace_periods)
    return;
  run_.must_hold_grace_periods = run_.over = true;
  runner_.abandon();
}

void Lkmm::synchronize_rcu(const Access& access) {
  ThreadData& t = runner_.running();
  if (t.rcu_depth > 0)
    errors_.fail(ErrorKind::deadlock,
                 "synchronize_rcu inside a read section waits for itself",
                 access);
  state_.model.any_rcu_sync = true;
  const Label label = rcu_label(state_, Op::grace_end, Ordering::mb, access);
  if (!accesses_.mark(label)) return;
  const Slot s = graph_.thread(runner_.index()).back();
  Guide& guide = accesses_.guide();
  // A replay is told by its token.
  const bool holds = run_.options.attempt.holds_grace_periods ||
                     run_.options.mode == Mode::replay;
  if (holds) graph_[s].value = guide.choose_value(s, 2);
  if (graph_[s].value == 0) return;
  t.state = ThreadStatus::held;
  runner_.abandon();
}

/// A domain's events are RCU's with its number. What the clocks and the
/// Schedule say of RCU they do not say of a domain, so the model is asked.
void Lkmm::srcu(Op op, unsigned domain, const Access& access) {
  state_.model.any_srcu = true;
  if (op == Op::grace_end) state_.model.any_rcu_sync = true;
  const Ordering order = op == Op::grace_end ? Ordering::mb : Ordering::relaxed;
  Label label = rcu_label(state_, op, order, access);
  label.operand = domain;
  accesses_.mark(label, false, access.from);
}

bool Lkmm::any_is_stuck() const {
  return std::any_of(state_.threads.begin(), state_.threads.end(),
                     is_stuck_in_section);
}

bool Lkmm::holds_for_nothing() const {
  return !any_is_stuck() &&
         std::any_of(
             state_.threads.begin(), state_.threads.end(),
             [](const ThreadData& t) { return t.state == ThreadStatus::held; });
}

// ---- for the model

void Described::describe_ended(unsigned t, Slot grace_end) {
  for (EndedGracePeriod& g : ended_)
    if (g.slot == grace_end)
      g.store = describe_access(t, graph::EventKind::store, Ordering::relaxed,
                                g.location);
}

/// The end of the thread's section, which is not in the graph.
void Described::describe_open_section(unsigned t) {
  if (is_stuck_in_section(state_.threads[t]))
    for (EndedGracePeriod& g : ended_)
      g.loads.push_back(describe_access(t, graph::EventKind::load,
                                        Ordering::relaxed, g.location));
  describe_access(t, graph::EventKind::rcu_unlock, Ordering::relaxed, 0);
}

}  // namespace vmalock::explore

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
// makes the search begin again with Options::holds_grace_periods.
//
// A section that never ends also began after all grace periods that did end.
// The model takes an open section for one that ends with its thread, so this is
// told to it by accesses of their own: a store after each such grace period,
// which a load at the end of the section reads.
#include "harness/explore/explorer.h"

namespace vmalock::explore {

using State = ThreadState::State;
using graph::EventKind;

/// The running thread is going to wait, perhaps in a section.
void Explorer::may_wait_in_section() {
  const bool searches = options_.mode != Mode::replay;
  if (!is_kernel() || running_->rcu_depth == 0 || !searches ||
      options_.holds_grace_periods)
    return;
  must_hold_grace_periods_ = over_ = true;
  abandon();
}

void Explorer::end_or_hold(const Label& label) {
  ThreadState& t = *running_;
  if (!mark(label)) return;
  const Slot s = graph_.thread(running_index_).back();
  if (stepwise_) {
    const std::size_t ways = options_.holds_grace_periods || !pick_ ? 2 : 1;
    const std::size_t way = pick_way(ways);
    if (way >= 2) user_error("the witness does not fit the program");
    graph_[s].value = way;
    if (way == 0) return;
    t.state = State::held;
    abandon();
  }
  if (!options_.holds_grace_periods) return;
  const std::size_t begin = alternatives_.size();
  alternatives_.push_back({graph::no_slot, {false, false, 1}});
  push_choice(Choice::Kind::value, s, begin);
}

/// The thread waits for ever inside a section.
bool Explorer::is_stuck_in_section(unsigned t) const {
  const State s = threads_[t]->state;
  return (s == State::blocked || s == State::joining) &&
         threads_[t]->rcu_depth > 0;
}

bool Explorer::holds_for_nothing() const {
  bool held = false;
  bool stuck = false;
  for (unsigned t = 0; t < threads_.size(); ++t) {
    held = held || threads_[t]->state == State::held;
    stuck = stuck || is_stuck_in_section(t);
  }
  return held && !stuck;
}

// ---- for the model

void Explorer::describe_ended(unsigned t, Slot grace_end) {
  for (EndedGracePeriod& g : ended_)
    if (g.slot == grace_end)
      g.store =
          describe_access(t, EventKind::store, Ordering::relaxed, g.location);
}

/// The end of the thread's section, which is not in the graph.
void Explorer::describe_open_section(unsigned t) {
  if (is_stuck_in_section(t))
    for (EndedGracePeriod& g : ended_)
      g.loads.push_back(
          describe_access(t, EventKind::load, Ordering::relaxed, g.location));
  describe_access(t, EventKind::rcu_unlock, Ordering::relaxed, 0);
}

}  // namespace vmalock::explore

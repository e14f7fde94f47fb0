// One event at a time: threads stop in front of each new event, and the caller
// says which thread goes on and in which way its event is added. Random
// sampling and replay work like this. The way of an event is a small number,
// 0 for the maximal one: how many writes are co-after the source of a read or
// after the place of a write; the value of a choice.
#include <algorithm>

#include "harness/base/check.h"
#include "harness/explore/explorer.h"

namespace vmalock::explore {

using State = ThreadState::State;

/// Leaves the running thread standing in front of its next event.
void Explorer::stand(ThreadState& t, State state) {
  // Sampling: threads run in bursts, which saves most of the switches.
  constexpr std::size_t mean_burst = 4;
  if (pick_ && state == State::ready && random_.below(mean_burst) != 0) return;
  t.state = state;
  t.fiber.suspend();
  t.state = State::ready;
}

void Explorer::step(unsigned t) { resume(t); }

/// Runs the program from its start next time.
void Explorer::reset() {
  cut(0);
  for (const auto& t : threads_) {
    if (t->state == State::absent) continue;
    truncate_log(*t, 0);
    t->state = State::stale;
  }
  dropped_ = false;
}

std::size_t Explorer::pick_way(std::size_t count) {
  return pick_ ? random_.below(count) : way_;
}

/// A source for the new read: the asked-for one, or any that is consistent.
void Explorer::add_rf_stepwise(Slot s, const Functions& functions) {
  if (promise_) {
    promise_stepwise(s, functions);
    return;
  }
  const Label label = graph_[s].label;
  const bool wait = waits(label.op);
  const auto& co = graph_.location(label.location).co;
  const auto last = static_cast<std::int32_t>(co.size()) - 1;
  std::int32_t oldest = graph_.floor(hb_before(graph_[s]), label.location, s);
  if (label.op == Op::rcu_lock)
    oldest = std::max(oldest, newest_ended_grace_period());
  std::vector<Alternative>& ways = scratch_;
  ways.clear();
  for (std::int32_t i = last; i >= oldest; --i) {
    const Slot w = co[static_cast<std::size_t>(i)];
    const Effect does = effect(label, functions, graph_.value(w));
    const bool possible =
        !(does.writes && graph_.rmw_of(w) != graph::no_slot) &&
        !(wait && does.blocks && i != last);
    if (possible) ways.push_back({w, does});
    if (!pick_ && static_cast<std::size_t>(last - i) == way_) {
      if (!possible) user_error("the witness does not fit the program");
      ways = {{w, does}};
      break;
    }
  }
  if (ways.empty()) user_error("the witness does not fit the program");
  for (;;) {
    // A sample waits for ever only if there is no other way.
    const std::size_t shut =
        pick_ && ways.size() > 1 && ways.front().effect.blocks ? 1 : 0;
    const std::size_t n =
        pick_ ? shut + random_.below(ways.size() - shut) : ways.size() - 1;
    const Alternative way = ways[n];
    set_rf(s, way.slot, way.effect);
    update_clocks(s);
    const auto place = static_cast<std::size_t>(graph_[way.slot].co) + 1;
    if (way.effect.writes) graph_.insert_co(s, place);
    if (place == co.size() - (way.effect.writes ? 1 : 0) || consistent_at(s))
      return;
    if (!pick_) user_error("the witness is not consistent under this model");
    if (way.effect.writes) graph_.remove_co(s);
    ways.erase(ways.begin() + static_cast<std::ptrdiff_t>(n));
  }
}

void Explorer::add_co_stepwise(Slot s) {
  const Label& label = graph_[s].label;
  const auto& co = graph_.location(label.location).co;
  const auto last = static_cast<std::int32_t>(co.size()) - 1;
  const std::int32_t oldest =
      graph_.floor(hb_before(graph_[s]), label.location, s);
  for (;;) {
    const auto range = static_cast<std::size_t>(last - oldest + 1);
    const std::size_t way = pick_way(range);
    if (way >= range) user_error("the witness does not fit the program");
    const auto after = static_cast<std::size_t>(last) - way;
    const bool closed = graph_.rmw_of(co[after]) != graph::no_slot;
    if (!closed) {
      graph_.insert_co(s, after + 1);
      if (way == 0 || consistent_at(s)) return;
      graph_.remove_co(s);
    }
    if (!pick_) user_error("the witness is not consistent under this model");
  }
}

/// Whether the wait that the thread stands at may read a value that ends it,
/// were it an old one.
bool Explorer::may_be_satisfied(unsigned t) const {
  const ThreadState& thread = *threads_[t];
  const Location l = thread.wait_label->location;
  const auto& co = graph_.location(l).co;
  const std::int32_t oldest = graph_.floor(hb_now(t), l);
  for (auto i = static_cast<std::size_t>(oldest); i < co.size(); ++i) {
    const Effect does =
        effect(*thread.wait_label, *thread.wait_functions, graph_.value(co[i]));
    if (does.blocks) continue;
    if (!does.writes || graph_.rmw_of(co[i]) == graph::no_slot) return true;
  }
  return false;
}

/// Threads that can add an event. Sampling lets a grace period end as soon as
/// it can, for what follows it may be read by threads that still run.
std::vector<unsigned> Explorer::movable() {
  std::vector<unsigned> all;
  for (unsigned t = 0; t < threads_.size(); ++t) {
    ThreadState& thread = *threads_[t];
    while (thread.state == State::stale && !over_) resume(t);
    const bool waits = thread.state == State::waiting;
    if (thread.state == State::ready ||
        (waits ? may_be_satisfied(t) : wait_is_over(thread)))
      all.push_back(t);
  }
  if (over_) return all;
  if (const unsigned t = next_grace_period(); t != main_thread)
    all.push_back(t);
  if (!all.empty()) return all;
  for (unsigned t = 0; t < threads_.size(); ++t)
    if (threads_[t]->state == State::waiting) all.push_back(t);
  return all;
}

/// Random executions: a random thread goes on in a random consistent way.
void Explorer::sample() {
  stepwise_ = pick_ = true;
  while (!over_ && !limits_.reached(result_)) {
    reset();
    for (;;) {
      const std::vector<unsigned> all = movable();
      if (all.empty() || over_) break;
      step(all[random_.below(all.size())]);
    }
    if (!over_) finish_execution();
  }
}

}  // namespace vmalock::explore

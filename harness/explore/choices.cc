// The ways to add an event: sources of a read, places of a write. The maximal
// one is taken at once, the others become alternatives of a choice.
#include <algorithm>

#include "harness/explore/explorer.h"

namespace vmalock::explore {

using State = ThreadState::State;

void Explorer::push_choice(Choice::Kind kind, Slot e, std::size_t begin) {
  if (alternatives_.size() == begin) return;
  const auto first = static_cast<std::uint32_t>(begin);
  choices_.push_back({kind, e, static_cast<std::uint32_t>(graph_.size()), first,
                      first, static_cast<std::uint32_t>(alternatives_.size())});
}

/// Fills in what a read does that reads `write`.
void Explorer::set_rf(Slot s, Slot write, const Effect& does) {
  Event& e = graph_[s];
  e.reads = true;
  e.rf = write;
  e.writes = does.writes;
  e.blocked = does.blocks;
  e.value = does.value;
  const bool failed = graph::may_write(e.label.op) && !does.writes;
  e.order = failed ? e.label.failure : e.label.order;
}

/// Sources of the new read `s`: all writes of its location that are not
/// co-before something in its past, newest first.
void Explorer::choose_rf(Slot s, const Functions& functions) {
  const Label& label = graph_[s].label;
  const bool wait = waits(label.op);
  const auto& co = graph_.location(label.location).co;
  const auto last = static_cast<std::int32_t>(co.size()) - 1;
  std::int32_t oldest = graph_.floor(hb_before(graph_[s]), label.location, s);
  if (label.op == Op::rcu_lock)
    oldest = std::max(oldest, newest_ended_grace_period());
  const std::size_t begin = alternatives_.size();
  const Slot pred = before(graph_[s]);
  for (std::int32_t i = last - 1; i >= oldest; --i) {
    const Slot w = co[static_cast<std::size_t>(i)];
    const Effect does = effect(label, functions, graph_.value(w));
    if (wait && does.blocks) continue;
    if (does.writes) {
      learn_value(s, does.value);
      // The RMW that already reads w could only make room by being revisited.
      const Slot other = graph_.rmw_of(w);
      if (other != graph::no_slot) {
        const Event& o = graph_[other];
        if (settled(o)) continue;
        if (pred != graph::no_slot &&
            o.index <= graph::at(graph_.prefix(pred), o.thread))
          continue;
      }
    }
    alternatives_.push_back({w, does});
  }
  add_promises(s, functions);
  push_choice(Choice::Kind::rf, s, begin);
  const Slot newest = co[static_cast<std::size_t>(last)];
  const Effect does = effect(label, functions, graph_.value(newest));
  set_rf(s, newest, does);
  update_clocks(s);
  if (does.writes) graph_.insert_co(s, static_cast<std::size_t>(last) + 1);
}

/// Places of the new write `s`: after everything in its past, but never
/// between an RMW and its source.
void Explorer::choose_co(Slot s) {
  const Label& label = graph_[s].label;
  const auto& co = graph_.location(label.location).co;
  const auto last = static_cast<std::int32_t>(co.size()) - 1;
  const std::int32_t oldest =
      graph_.floor(hb_before(graph_[s]), label.location, s);
  const std::size_t begin = alternatives_.size();
  for (std::int32_t i = last - 1; i >= oldest; --i) {
    const Slot w = co[static_cast<std::size_t>(i)];
    if (graph_.rmw_of(w) == graph::no_slot) alternatives_.push_back({w, {}});
  }
  push_choice(Choice::Kind::co, s, begin);
  graph_.insert_co(s, co.size());
}

/// Gives the newest event, a read, another source. False: drop the graph.
bool Explorer::take_rf(Slot s, const Alternative& alternative) {
  Event& e = graph_[s];
  ThreadState& t = *threads_[e.thread];
  t.state = State::stale;
  truncate_log(t, e.plain_before);
  if (e.co > 0) graph_.remove_co(s);
  if (alternative.promised) {
    take_promise(s, alternative);
    return true;
  }
  graph_.set_promised(s, false, alternative.effect.writes);
  const Slot w = alternative.slot;
  set_rf(s, w, alternative.effect);
  e.maximal = false;
  update_clocks(s);
  if (e.writes) {
    const Slot other = graph_.rmw_of(w);
    if (other != graph::no_slot) {
      // Two RMWs read w. Only graphs in which the other one is revisited or
      // deleted are worth anything (engine.md 8).
      find_revisits(s, graph_[other].stamp);
      ++result_.moot;
      return false;
    }
    graph_.insert_co(s, static_cast<std::size_t>(graph_[w].co) + 1);
    find_revisits(s, ~0u);
  }
  if (!consistent_at(s)) return false;
  check_access(s);
  return !over_;
}

/// Moves the newest event, a write, to directly after `after`.
bool Explorer::take_co(Slot s, Slot after) {
  graph_.remove_co(s);
  graph_.insert_co(s, static_cast<std::size_t>(graph_[after].co) + 1);
  graph_[s].maximal = false;
  find_revisits(s, ~0u);
  return consistent_at(s);
}

void Explorer::take_value(Slot s, Value value) {
  Event& e = graph_[s];
  ThreadState& t = *threads_[e.thread];
  t.state = State::stale;
  truncate_log(t, e.plain_before);
  e.value = value;
  e.maximal = false;
}

}  // namespace vmalock::explore

// SPDX-License-Identifier: MIT
// The ways to add an event: sources of a read, places of a write. The maximal
// one is taken at once, the others become alternatives of a choice.
#include <algorithm>

#include "harness/explore/model/model.h"
#include "harness/explore/run/effect.h"
#include "harness/explore/search/search.h"

namespace vmalock::explore {

void Search::push_choice(Choice::Kind kind, Slot e, std::size_t begin) {
  if (state_.alternatives.size() == begin) return;
  const auto first = static_cast<std::uint32_t>(begin);
  state_.choices.push_back(
      {kind, e, static_cast<std::uint32_t>(graph_.size()), first, first,
       static_cast<std::uint32_t>(state_.alternatives.size())});
}

/// A choice of sources. There is one without alternatives as well, if promises
/// may be found for the read.
void Search::push_read_choice(Slot s, std::size_t begin) {
  const bool promises = model_.may_be_promised(graph_[s].label);
  if (state_.alternatives.size() == begin && !promises) return;
  const auto first = static_cast<std::uint32_t>(begin);
  state_.choices.push_back(
      {Choice::Kind::rf, s, static_cast<std::uint32_t>(graph_.size()), first,
       first, static_cast<std::uint32_t>(state_.alternatives.size()),
       promises});
  if (!promises) return;
  if (state_.promised_used == state_.promised.size())
    state_.promised.emplace_back();
  Promised& promised = state_.promised[state_.promised_used++];
  promised.read = s;
  promised.id = 0;
  promised.next = 0;
  promised.values.clear();
  promised.is_free.clear();
  promised.is_contended = false;
  promised.has_known = false;
}

void Search::pop_choice() {
  const Choice& top = state_.choices.back();
  state_.alternatives.resize(top.begin);
  if (top.promises) {
    if (state_.promised[--state_.promised_used].is_contended)
      left_.set(graph_[top.event].thread, graph_[top.event].index);
  }
  state_.choices.pop_back();
}

/// Fills in what a read does that reads `write`.
void Search::set_rf(Slot s, Slot write, const Effect& does) {
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
void Search::choose_rf(Slot s, const Functions& functions) {
  const Label& label = graph_[s].label;
  const bool wait = waits(label.op);
  const auto& co = graph_.location(label.location).co;
  const auto last = static_cast<std::int32_t>(co.size()) - 1;
  const std::int32_t oldest = model_.oldest_source(s);
  const std::size_t begin = state_.alternatives.size();
  const Slot pred = model_.before(graph_[s]);
  for (std::int32_t i = last - 1; i >= oldest; --i) {
    const Slot w = co[static_cast<std::size_t>(i)];
    const Effect does = effect(graph_, label, functions, graph_.value(w));
    if (wait && does.blocks) continue;
    if (does.writes) {
      // The RMW that already reads w could only make room by being revisited.
      const Slot other = graph_.rmw_of(w);
      if (other != graph::no_slot) {
        const Event& o = graph_[other];
        if (settled(o) ||
            (pred != graph::no_slot &&
             o.index <= graph::at(graph_.prefix(pred), o.thread))) {
          model_.on_possible_write(s, w, does.value);
          continue;
        }
      }
    }
    state_.alternatives.push_back({w, does});
  }
  push_read_choice(s, begin);
  const Slot newest = co[static_cast<std::size_t>(last)];
  const Effect does = effect(graph_, label, functions, graph_.value(newest));
  set_rf(s, newest, does);
  model_.update_clocks(s);
  if (does.writes) graph_.insert_co(s, static_cast<std::size_t>(last) + 1);
}

/// Places of the new write `s`: after everything in its past, but never
/// between an RMW and its source.
void Search::choose_co(Slot s) {
  const Label& label = graph_[s].label;
  const auto& co = graph_.location(label.location).co;
  const auto last = static_cast<std::int32_t>(co.size()) - 1;
  const std::int32_t oldest =
      graph_.floor(model_.hb_before(graph_[s]), label.location, s);
  const std::size_t begin = state_.alternatives.size();
  for (std::int32_t i = last - 1; i >= oldest; --i) {
    const Slot w = co[static_cast<std::size_t>(i)];
    if (graph_.rmw_of(w) == graph::no_slot)
      state_.alternatives.push_back({w, {}});
  }
  push_choice(Choice::Kind::co, s, begin);
  graph_.insert_co(s, co.size());
}

/// Gives the newest event, a read, another source. False: drop the graph.
bool Search::take_rf(Slot s, const Alternative& alternative) {
  Event& e = graph_[s];
  ThreadData& t = state_.threads[e.thread];
  t.state = ThreadStatus::stale;
  log_.truncate(e.thread, e.plain_before);
  if (e.co > 0) graph_.remove_co(s);
  if (alternative.promised) {
    return model_.take_promise(s, alternative.promise);
  }
  graph_.set_promised(s, false, alternative.effect.writes);
  const Slot w = alternative.slot;
  set_rf(s, w, alternative.effect);
  e.maximal = false;
  model_.update_clocks(s);
  if (e.writes) {
    const Slot other = graph_.rmw_of(w);
    if (other != graph::no_slot) {
      // Two RMWs read w. Only graphs in which the other one is revisited or
      // deleted are worth anything.
      find_revisits(s, graph_[other].stamp);
      ++run_.result.moot;
      return false;
    }
    graph_.insert_co(s, static_cast<std::size_t>(graph_[w].co) + 1);
    find_revisits(s);
  }
  if (!model_.consistent_at(s)) return false;
  model_.check_access(s);
  return !run_.over;
}

/// Moves the newest event, a write, to directly after `after`.
bool Search::take_co(Slot s, Slot after) {
  graph_.remove_co(s);
  graph_.insert_co(s, static_cast<std::size_t>(graph_[after].co) + 1);
  graph_[s].maximal = false;
  find_revisits(s);
  return model_.consistent_at(s);
}

void Search::take_value(Slot s, Value value) {
  Event& e = graph_[s];
  ThreadData& t = state_.threads[e.thread];
  t.state = ThreadStatus::stale;
  log_.truncate(e.thread, e.plain_before);
  e.value = value;
  e.maximal = false;
}

}  // namespace vmalock::explore

// SPDX-License-Identifier: MIT
#include "harness/explore/model/lkmm/promises.h"

#include <algorithm>
#include <utility>

#include "harness/explore/model/lkmm/lkmm.h"
#include "harness/explore/run/effect.h"
#include "harness/explore/search/accounts.h"
#include "harness/explore/search/search.h"
#include "harness/explore/tell/token.h"

namespace vmalock::explore {

bool fails_in_no_order(const Label& label) {
  return may_fail(label) && orders_what_follows(label.order) &&
         !orders_what_follows(label.failure);
}

bool is_pretended(const Event& e) {
  return e.promised && e.writes && e.order != e.label.order;
}

bool Promises::pretend() const {
  const auto order = graph_.order();
  return std::any_of(order.begin(), order.end(),
                     [this](Slot s) { return is_pretended(graph_[s]); });
}

// ---- taking a promise

/// A wait orders all stores that follow it.
bool Promises::may_be_promised(const Label& label) const {
  if (!run_.options.load_buffering || waits(label.op) ||
      graph_.location(label.location).internal)
    return false;
  return !orders_what_follows(label.order) ||
         (may_fail(label) && !orders_what_follows(label.failure));
}

void set_promise(State& state, MemoryModel& model, Slot s, Value promise,
                 const Effect& does) {
  Graph& graph = state.graph;
  Event& e = graph[s];
  graph.set_promised(s, true, does.writes);
  e.promise = promise;
  e.reads = false;
  e.rf = graph::no_slot;
  e.blocked = false;
  e.value = does.value;
  e.maximal = false;
  const bool failed = graph::may_write(e.label.op) && !e.writes;
  e.order = failed ? e.label.failure : e.label.order;
  model.update_clocks(s);
}

bool Promises::take(Slot s, Value promise) {
  Event& e = graph_[s];
  e.promise = promise;
  if (!row(e.label.op).by_function)
    return complete(s, effect(graph_, e.label, {}, promise));
  set_promise(state_, model_, s, promise, {});
  e.pending = true;
  state_.pending = s;
  return true;
}

bool Promises::complete(Slot s, const Effect& does) {
  set_promise(state_, model_, s, graph_[s].promise, does);
  Event& e = graph_[s];
  if (orders_what_follows(e.order)) {
    if (!fails_in_no_order(e.label) || selects()) return false;
    e.order = e.label.failure;
    model_.update_clocks(s);
  }
  if (!e.writes) return true;
  search_.choose_co(s);
  e.maximal = false;
  search_.find_revisits(s);
  return true;
}

// ---- finished executions

/// Whether the read is on a cycle of po | rf that comes into its thread there,
/// leaves it by a write that it does not happen before, and does not pass the
/// sources of promised reads before it.
bool Promises::must_be_promised(Slot r) {
  const Event& e = graph_[r];
  if (waits(e.label.op) || orders_what_follows(e.order)) return false;
  if (Graph::is_init(e.rf) || graph_[e.rf].thread == e.thread) return false;
  const graph::Clock before = paths_.reaching(e.rf, e);
  return paths_.leave(r, &before, false);
}

bool Promises::promises_are_canonical() {
  if (promises_.empty()) return true;  // the search makes no cycle of po | rf
  const auto order = graph_.order();
  return std::all_of(order.begin(), order.end(), [this](Slot s) {
    const Event& e = graph_[s];
    return !e.reads || must_be_promised(s) == e.promised;
  });
}

void Promises::finish_fulfilled(bool complete, Accounts& accounts) {
  any_unkept_ = std::any_of(promises_.begin(), promises_.end(), [this](Slot p) {
    return graph_[p].rf == graph::no_slot;
  });
  if (state_.promised_used > 0) learn();
  if (any_unkept_ || !promises_are_canonical() || is_forbidden()) return;
  if (model_.judge()) accounts.account(complete);
}

/// Gives the promised reads from number i on their sources, in every way, and
/// none at last: what writes the value might come only if another read is
/// promised one, and what is there shows which. An RMW whose success is
/// pretended gets none.
void Promises::fulfil(std::size_t i, bool complete, Accounts& accounts) {
  if (i == promises_.size()) return finish_fulfilled(complete, accounts);
  const Slot r = promises_[i];
  const auto& co = graph_.location(graph_[r].label.location).co;
  const std::size_t places = is_pretended(graph_[r]) ? 0 : co.size();
  const bool told = i < run_.promise_sources.size();
  std::size_t fitting = 0;
  for (std::size_t place = 1; place < places && !run_.over; ++place) {
    const Slot w = co[place];
    if (!can_keep(graph_, w, graph_[r])) continue;
    if (told && fitting++ != run_.promise_sources[i]) continue;
    graph_[r].reads = true;
    graph_[r].rf = w;
    fulfil(i + 1, complete, accounts);
    if (run_.over) return;  // a trace may still be wanted
    graph_[r].reads = false;
    graph_[r].rf = graph::no_slot;
  }
  fulfil(i + 1, complete, accounts);
}

void Promises::finish(bool complete, Accounts& accounts) {
  ++finished_;
  promises_.clear();
  for (const Slot s : graph_.order())
    if (graph_[s].promised) promises_.push_back(s);
  if (state_.promised_used > 0) find_contended();
  if (state_.promised_used > 0 || any()) paths_.find_entries();
  fulfil(0, complete, accounts);
}

}  // namespace vmalock::explore

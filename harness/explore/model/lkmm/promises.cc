// SPDX-License-Identifier: MIT
#include "harness/explore/model/lkmm/promises.h"

#include <algorithm>

#include "harness/explore/model/lkmm/lkmm.h"
#include "harness/explore/run/effect.h"
#include "harness/explore/search/accounts.h"
#include "harness/explore/search/search.h"

namespace vmalock::explore {

namespace {

bool orders_what_follows(Ordering o) {
  return o == Ordering::acquire || o == Ordering::acq_rel ||
         o == Ordering::seq_cst || o == Ordering::ctrl;
}

/// A conditional RMW: it orders by its success or by its failure.
bool may_fail(const Event& e) {
  return e.label.op == Op::cas || e.label.op == Op::update;
}

std::uint64_t mixed(std::uint64_t hash, std::uint64_t value) {
  hash = (hash ^ value) * 0x9e3779b97f4a7c15u;
  return hash ^ hash >> 31;
}

}  // namespace

/// A location's name in every explorer.
std::uint64_t Promises::location_key(Location l) const {
  const graph::LocationState& location = graph_.location(l);
  return std::uint64_t{location.creator} << 32 | location.number;
}

std::uint64_t Promises::read_key(unsigned thread, const Label& label) const {
  std::uint64_t key = mixed(thread, location_key(label.location));
  key = mixed(key, label.site);
  return mixed(key, static_cast<std::uint64_t>(label.where.line));
}

bool Promises::may_be_promised(unsigned thread, const Label& label) const {
  return run_.options.attempt.speculation != nullptr &&
         label.order != Ordering::plain && !waits(label.op) &&
         run_.options.attempt.speculation->reads.contains(
             read_key(thread, label));
}

void Promises::add(Slot s, const Functions& functions) {
  const Event& e = graph_[s];
  if (!may_be_promised(e.thread, e.label)) return;
  const auto values = run_.options.attempt.speculation->values.find(
      location_key(e.label.location));
  if (values == run_.options.attempt.speculation->values.end()) return;
  std::size_t promised = 0;
  for (const Slot x : graph_.order()) promised += graph_[x].promised;
  if (promised >= run_.options.max_promises) return;
  // Its own thread's writes come later in coherence, or need no promise.
  const std::uint32_t others = ~(1u << e.thread);
  for (const auto& [v, threads] : values->second) {
    if ((threads & others) == 0) continue;
    const Effect does = effect(graph_, e.label, functions, v);
    const bool failed = graph::may_write(e.label.op) && !does.writes;
    const Ordering order = failed ? e.label.failure : e.label.order;
    if (!orders_what_follows(order))
      state_.alternatives.push_back({graph::no_slot, does, true, v});
  }
}

void set_promise(State& state, MemoryModel& model, Slot s,
                 const Alternative& alternative) {
  Graph& graph = state.graph;
  Event& e = graph[s];
  graph.set_promised(s, true, alternative.effect.writes);
  e.promise = alternative.promise;
  e.reads = false;
  e.rf = graph::no_slot;
  e.blocked = false;
  e.value = alternative.effect.value;
  e.maximal = false;
  const bool failed = graph::may_write(e.label.op) && !e.writes;
  e.order = failed ? e.label.failure : e.label.order;
  model.update_clocks(s);
}

void Promises::take(Slot s, const Alternative& alternative) {
  set_promise(state_, model_, s, alternative);
  if (!graph_[s].writes) return;
  search_.choose_co(s);
  graph_[s].maximal = false;
  search_.find_revisits(s);
}

/// Whether something in their thread orders the write `w` after the read `r`,
/// in a way that is part of the model's happens-before. `whatever_fails`: in
/// every execution in which the two are there.
bool Promises::ordered_locally(Slot r, Slot w, bool whatever_fails) const {
  const Event& read = graph_[r];
  const Event& write = graph_[w];
  if (write.is_plain()) return false;
  const Ordering order =
      whatever_fails && may_fail(read) ? read.label.failure : read.order;
  if (orders_what_follows(order) || releases(write.order)) return true;
  if (read.label.location == write.label.location) return true;
  const Dependencies& d = state_.model.dependencies[w];
  if ((d.addr | d.data | d.ctrl).has(read.index)) return true;
  const auto po = graph_.thread(read.thread);
  for (auto i = static_cast<std::size_t>(read.index);
       i + 1 < static_cast<std::size_t>(write.index); ++i)
    if (is_full_fence(graph_[po[i]]) &&
        !(whatever_fails && may_fail(graph_[po[i]])))
      return true;
  return false;
}

void Promises::learn_value(Slot rmw, Value v) {
  if (!run_.options.load_buffering) return;
  for (const Slot s : graph_.order())
    if (graph_[s].promised && !run_.options.attempt.learns_from_all) return;
  const Event& e = graph_[rmw];
  run_.result.learnt.add(location_key(e.label.location), {v, 1u << e.thread});
}

void Promises::learn() {
  if (!run_.options.load_buffering) return;
  Speculation& known = run_.result.learnt;
  for (const Slot s : graph_.order()) {
    const Event& e = graph_[s];
    if (e.writes)
      known.add(location_key(e.label.location), {e.value, 1u << e.thread});
    if ((!e.reads && !e.promised) || e.is_plain()) continue;
    const std::uint64_t key = read_key(e.thread, e.label);
    if (known.reads.contains(key)) continue;
    const auto po = graph_.thread(e.thread);
    for (auto i = static_cast<std::size_t>(e.index); i < po.size(); ++i) {
      if (!graph_[po[i]].writes || ordered_locally(s, po[i], true)) continue;
      known.reads.insert(key);
      break;
    }
  }
}

/// Whether the read is on a cycle of po | rf that comes into its thread there
/// and leaves it by a write that nothing local orders after it.
bool Promises::must_be_promised(Slot r) {
  const Event& e = graph_[r];
  if (e.is_plain() || Graph::is_init(e.rf)) return false;
  if (graph_[e.rf].thread == e.thread) return false;
  // What reaches the source: of each thread, the events up to an index.
  graph::Clock below, done;
  const auto raise = [&below](const Event& x) {
    if (below[x.thread] < x.index) below.set(x.thread, x.index);
  };
  raise(graph_[e.rf]);
  for (bool changed = true; changed;) {
    changed = false;
    for (unsigned t = 0; t < graph_.threads(); ++t)
      while (done[t] < below[t]) {
        changed = true;
        const Event& x =
            graph_[graph_.thread(t)[static_cast<std::size_t>(done[t])]];
        done.set(t, static_cast<graph::Index>(done[t] + 1));
        if (x.reads && !Graph::is_init(x.rf)) raise(graph_[x.rf]);
        if (x.index == 1 && state_.threads[t].start != graph::no_slot)
          raise(graph_[state_.threads[t].start]);
        if (x.label.op == Op::join) {
          const auto po = graph_.thread(static_cast<unsigned>(x.label.operand));
          if (!po.empty()) raise(graph_[po.back()]);
        }
      }
  }
  const auto po = graph_.thread(e.thread);
  for (auto i = static_cast<std::size_t>(e.index);
       i < static_cast<std::size_t>(below[e.thread]); ++i)
    if (graph_[po[i]].writes && !ordered_locally(r, po[i], false)) return true;
  return false;
}

bool Promises::promises_are_canonical() {
  if (promises_.empty()) return true;  // the search makes no cycle of po | rf
  for (const Slot r : promises_)
    if (!must_be_promised(r)) return false;
  for (const Slot s : graph_.order())
    if (graph_[s].reads && !graph_[s].promised && must_be_promised(s))
      return false;
  return true;
}

/// Gives the promised reads from number i on their sources, in every way.
void Promises::fulfil(std::size_t i, bool complete, Accounts& accounts) {
  if (i == promises_.size()) {
    if (!promises_are_canonical() || !model_.judge()) return;
    if (!promises_.empty()) learn();
    accounts.account(complete);
    return;
  }
  const Slot r = promises_[i];
  const auto& co = graph_.location(graph_[r].label.location).co;
  for (std::size_t place = 1; place < co.size() && !run_.over; ++place) {
    const Slot w = co[place];
    if (w == r || graph_.value(w) != graph_[r].promise) continue;
    graph_[r].reads = true;
    graph_[r].rf = w;
    fulfil(i + 1, complete, accounts);
    if (run_.over) return;  // a trace may still be wanted
    graph_[r].reads = false;
    graph_[r].rf = graph::no_slot;
  }
}

void Promises::finish(bool complete, Accounts& accounts) {
  promises_.clear();
  for (const Slot s : graph_.order())
    if (graph_[s].promised) promises_.push_back(s);
  if (promises_.empty() || run_.options.attempt.learns_from_all) learn();
  fulfil(0, complete, accounts);
}

}  // namespace vmalock::explore

// SPDX-License-Identifier: MIT
#include "harness/explore/model/lkmm/promises.h"

#include <algorithm>
#include <utility>

#include "harness/explore/model/lkmm/lkmm.h"
#include "harness/explore/run/effect.h"
#include "harness/explore/search/accounts.h"
#include "harness/explore/search/claims.h"
#include "harness/explore/search/search.h"

namespace vmalock::explore {

namespace {

bool knows(const std::vector<Value>& values, Value v) {
  return std::find(values.begin(), values.end(), v) != values.end();
}

/// A conditional RMW that orders what follows it, but not where it fails.
bool fails_in_no_order(const Label& label) {
  return may_fail(label) && orders_what_follows(label.order) &&
         !orders_what_follows(label.failure);
}

}  // namespace

bool is_pretended(const Event& e) {
  return e.promised && e.writes && e.order != e.label.order;
}

// ---- taking a promise

/// A path leaves a thread by a write to another cell than the one that was read
/// before. Such a program can try very many values in vain.
bool has_one_cell(const Graph& graph) {
  constexpr std::uint32_t few = 8;
  if (graph.locations() > few) return false;
  unsigned cells = 0;
  for (std::uint32_t l = 0; l < graph.locations(); ++l)
    cells += !graph.location(l).internal;
  return cells < 2;
}

/// A wait orders all stores that follow it.
bool Promises::may_be_promised(const Label& label) const {
  if (!run_.options.load_buffering || waits(label.op) ||
      graph_.location(label.location).internal || has_one_cell(graph_))
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

// ---- learning what can be promised

/// The read of a choice that might have to be promised another value. A
/// promised one as well, if it is an RMW, for what it writes decides what
/// others of its cell can write, or if what is there depends on what it reads.
bool Promises::is_open(const Promised& choice) const {
  const Event& e = graph_[choice.read];
  if (e.promised ? !graph::may_write(e.label.op) && !selects() : !e.reads)
    return false;
  return is_there(choice.read) && (!e.is_plain() || learns_plain_);
}

/// A backward revisit may have taken the read of a choice out of the graph.
bool Promises::is_there(Slot read) const {
  const Event& e = graph_[read];
  const auto po = graph_.thread(e.thread);
  return static_cast<std::size_t>(e.index) <= po.size() &&
         po[static_cast<std::size_t>(e.index) - 1] == read;
}

/// The same read may have been added, deleted and added anew: all its choices
/// learn the value (search/learnt.h).
/// `from`: what the value is computed from. No value is computed from itself:
/// that one would be another one each time, without end.
void Promises::add(const Promised& choice, Value v,
                   const Promised::Origins& from) {
  const Event& e = graph_[choice.read];
  const std::pair<unsigned, graph::Index> self(e.thread, e.index);
  if (std::binary_search(from.begin(), from.end(), self)) return;
  for (std::size_t i = 0; i < state_.promised_used; ++i) {
    Promised& other = state_.promised[i];
    const Event& x = graph_[other.read];
    const bool same = graph::may_write(e.label.op) && x.thread == e.thread &&
                      x.index == e.index &&
                      x.label.location == e.label.location;
    if ((&other != &choice && !same) || knows(other.values, v)) continue;
    const Claims::Claim claim{other.id, v};
    if (other.id != 0 && !run_.options.attempt.claims->first(claim)) continue;
    other.values.push_back(v);
    other.origins.push_back(from);
  }
  if (graph::may_write(e.label.op) && !selects())
    run_.options.attempt.learnt->add(
        e.thread, e.index,
        {Learnt::cell(graph_.location(e.label.location)), v, from},
        search_.has_left(e));
}

/// There is a path from the read to the write, by which it could be promised.
bool Promises::is_source(Slot w, Slot r) {
  const Event& e = graph_[r];
  if (promises_.empty() && e.index >= graph::at(graph_.prefix(w), e.thread))
    return false;
  // A conditional RMW might not write if it read something else: what comes
  // after it must be ordered.
  const graph::Index ordered = graph::at(model_.hb_of(w), e.thread);
  if (e.index < ordered || (e.index == ordered && !may_fail(e.label)))
    return false;
  const graph::Clock before = paths_.reaching(w, e);
  return paths_.leave(r, &before, true) && !paths_.lead_in_order(r, w);
}

/// The RMW fails because it sees the write `w`. In no execution in which it
/// succeeds there may be both that write, for it has one of its own, and a path
/// to it. So it is asked here for a path that there might be.
bool Promises::fails_early(Slot r, Slot w) {
  return graph_[r].rf == w && !graph_[r].writes &&
         fails_in_no_order(graph_[r].label) && paths_.may_lead(r, w);
}

/// The RMW fails, and its thread waits for ever for what it might have written:
/// the path may be there only after the wait.
bool Promises::ends_a_wait(Slot r) const {
  const Event& e = graph_[r];
  if (e.writes || !may_fail(e.label) ||
      state_.threads[e.thread].control.has(e.index))
    return false;
  const Event& last = graph_[graph_.thread(e.thread).back()];
  return last.blocked && last.index > e.index &&
         last.label.location == e.label.location;
}

/// The RMW succeeds, in order, and what it could fail by late might be written
/// only where its success does not keep that from happening.
bool Promises::hides_a_failure(Slot r) {
  const Event& e = graph_[r];
  if (!fails_in_no_order(e.label) || !paths_.could_leave(r)) return false;
  const auto order = graph_.order();
  return std::any_of(order.begin(), order.end(), [&](Slot w) {
    const Event& x = graph_[w];
    return x.label.location == e.label.location && x.thread != e.thread &&
           (x.writes || (x.reads && may_fail(x.label))) &&
           paths_.may_lead(r, w);
  });
}

/// The value that the RMW succeeds by, to be promised to it (is_pretended).
void Promises::learn_success(const Promised& choice) {
  const Event& e = graph_[choice.read];
  if (e.promised || !e.writes) return;
  const Value v = graph_.value(e.rf);
  if (knows(choice.values, v) || !hides_a_failure(choice.read)) return;
  add(choice, v, paths_.origins(e.rf));
}

/// Whether the read could be promised what `w` writes, by the execution at
/// hand. Where branches decide what is there, the path may be in other
/// executions than the value, or in none yet; then what the thread itself
/// writes later is a value to find out with what it selects.
bool Promises::may_be_seen(Slot r, Slot w) {
  const Event& read = graph_[r];
  const Event& write = graph_[w];
  if (selects())
    return (write.thread != read.thread || write.index > read.index) &&
           !paths_.lead_in_order(r, w, true);
  return write.thread != read.thread &&
         (is_source(w, r) || fails_early(r, w) || ends_a_wait(r));
}

/// What the choice's read could be promised is put on `learnt_`.
void Promises::learn_for(Promised& choice) {
  const Slot r = choice.read;
  const auto& co = graph_.location(graph_[r].label.location).co;
  for (std::size_t place = 1; place < co.size(); ++place)
    if (!knows(choice.values, graph_[co[place]].value) &&
        may_be_seen(r, co[place]))
      learnt_.emplace_back(&choice, co[place]);
}

/// Reads of promises that are on no cycle yet: one more must lead to theirs.
bool Promises::helps(Slot r) const {
  return any_unkept_ || unfinished_.empty() ||
         std::any_of(unfinished_.begin(), unfinished_.end(), [&](Slot p) {
           const Event& e = graph_[r];
           return paths_.reaching(graph_[p].rf, graph_[p])[e.thread] >= e.index;
         });
}

void Promises::learn() {
  unfinished_.clear();
  learns_plain_ = !promises_.empty();
  for (const Slot p : promises_) {
    const bool unkept = graph_[p].rf == graph::no_slot;
    if (!unkept && must_be_promised(p)) continue;
    if (!unkept) unfinished_.push_back(p);
    learns_plain_ = learns_plain_ && graph_[p].is_plain();
  }
  open_.clear();
  for (std::size_t i = 0; i < state_.promised_used; ++i) {
    Promised& choice = state_.promised[i];
    if (!is_open(choice)) continue;
    if (selects() || ends_a_wait(choice.read) ||
        (fails_in_no_order(graph_[choice.read].label) &&
         paths_.could_leave(choice.read)) ||
        (paths_.leave(choice.read, nullptr, true) && helps(choice.read)))
      open_.push_back(&choice);
  }
  learnt_.clear();
  for (Promised* choice : open_) learn_for(*choice);
  for (const Promised* choice : open_) learn_success(*choice);
  if (learnt_.empty() || !can_be_kept()) return;
  for (const auto& [choice, w] : learnt_) {
    const Value v = graph_.value(w);
    if (!knows(choice->values, v) && could_be_late(choice->read, w))
      add(*choice, v, paths_.origins(w));
  }
}

/// `other` reads what it does not if `r` is late: it is `r`, or reads what `r`
/// writes then, before it in its thread.
bool Promises::gives_way(Slot other, Slot r) const {
  const Event& a = graph_[r];
  const Event& b = graph_[other];
  return r == other ||
         (a.thread == b.thread && a.index < b.index &&
          a.label.location == b.label.location && graph::may_write(a.label.op));
}

void Promises::learn_possible_write(Slot rmw, Slot source, Value v) {
  if (state_.promised_used == 0) return;
  const Slot other = graph_.rmw_of(source);
  if (graph_[other].thread == graph_[rmw].thread) return;
  Event& e = graph_[rmw];
  e.order = e.label.order;  // it would write
  e.reads = true;
  e.rf = source;
  learns_plain_ = false;
  for (std::size_t i = 0; i < state_.promised_used; ++i) {
    const Promised& choice = state_.promised[i];
    const Slot r = choice.read;
    if (!gives_way(other, r) || !is_open(choice) || knows(choice.values, v))
      continue;
    paths_.find_entries();
    const graph::Clock before = paths_.reaching(rmw, graph_[r]);
    if (paths_.leave(r, &before, true) &&
        !paths_.lead_in_order(r, rmw, selects()))
      add(choice, v, paths_.origins(rmw));
  }
}

// ---- finished executions

/// Whether the read is on a cycle of po | rf that comes into its thread there,
/// leaves it by a write that nothing local orders after it, and does not pass
/// the sources of promised reads before it.
bool Promises::must_be_promised(Slot r) const {
  const Event& e = graph_[r];
  if (waits(e.label.op) || orders_what_follows(e.order)) return false;
  if (Graph::is_init(e.rf) || graph_[e.rf].thread == e.thread) return false;
  const graph::Clock before = paths_.reaching(e.rf, e);
  return paths_.leave(r, &before, false);
}

bool Promises::promises_are_canonical() const {
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
  for (std::size_t place = 1; place < places && !run_.over; ++place) {
    const Slot w = co[place];
    if (graph_[w].thread == graph_[r].thread ||
        graph_.value(w) != graph_[r].promise)
      continue;
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
  promises_.clear();
  for (const Slot s : graph_.order())
    if (graph_[s].promised) promises_.push_back(s);
  if (state_.promised_used > 0 || any()) paths_.find_entries();
  fulfil(0, complete, accounts);
}

}  // namespace vmalock::explore

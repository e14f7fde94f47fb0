// SPDX-License-Identifier: MIT
// What reads may be promised, learnt from the executions of their subtrees
// (promises.h).
#include <algorithm>
#include <optional>
#include <utility>

#include "harness/explore/model/lkmm/lkmm.h"
#include "harness/explore/model/lkmm/promises.h"
#include "harness/explore/search/claims.h"
#include "harness/explore/search/search.h"

namespace vmalock::explore {

namespace {

std::optional<std::size_t> place_of(Value v, const std::vector<Value>& values) {
  const auto at = std::find(values.begin(), values.end(), v);
  if (at == values.end()) return std::nullopt;
  return static_cast<std::size_t>(at - values.begin());
}

}  // namespace

/// There is no more to learn of the value: not even another way to compute it.
bool Promises::knows(const Promised& choice, Value v) const {
  const std::optional<std::size_t> place = place_of(v, choice.values);
  return place && (choice.is_free[*place] ||
                   !run_.options.attempt.learnt->looks_for_ways());
}

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

/// No value is computed from itself: that one would be another one each time,
/// without end.
void Promises::add(const Promised& choice, Value v, Learnt::Ways ways) {
  const Event& e = graph_[choice.read];
  const std::pair<unsigned, graph::Index> self(e.thread, e.index);
  const auto refused = std::erase_if(ways, [&](const Learnt::Origins& way) {
    return std::binary_search(way.begin(), way.end(), self);
  });
  bool late = refused > 0 && run_.options.attempt.learnt->refuse();
  if (!ways.empty()) late = teach(choice, v, std::move(ways)) || late;
  constexpr unsigned little = 256, few = 3;
  if (late && finished_ < little &&
      run_.options.attempt.learnt->attempts() < few)
    run_.learnt_too_late = run_.over = true;
}

/// The same read may have been added, deleted and added anew: where what it may
/// be promised is known everywhere, all its choices learn the value
/// (search/learnt.h). True: the search may begin again at once.
bool Promises::teach(const Promised& choice, Value v, Learnt::Ways ways) {
  const Event& e = graph_[choice.read];
  const bool is_free = ways.front().empty();
  const bool everywhere = selects() != graph::may_write(e.label.op);
  for (std::size_t i = 0; i < state_.promised_used; ++i) {
    Promised& other = state_.promised[i];
    const Event& x = graph_[other.read];
    const bool same = everywhere && x.thread == e.thread &&
                      x.index == e.index &&
                      x.label.location == e.label.location;
    if (&other != &choice && !same) continue;
    if (const auto place = place_of(v, other.values)) {
      other.is_free[*place] = other.is_free[*place] || is_free;
      continue;
    }
    const Claims::Claim claim{other.id, v};
    if (other.id != 0 && !run_.options.attempt.claims->first(claim)) continue;
    other.values.push_back(v);
    other.is_free.push_back(is_free);
  }
  const Learnt::Cell cell = Learnt::cell(graph_.location(e.label.location));
  return run_.options.attempt.learnt->add({e.thread, e.index, cell}, v,
                                          std::move(ways), everywhere,
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
  if (knows(choice, v) || !hides_a_failure(choice.read)) return;
  add(choice, v, ways(e.rf));
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
    if (!knows(choice, graph_[co[place]].value) && may_be_seen(r, co[place]))
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
  if (has_one_cell(graph_)) return;
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
    if (!knows(*choice, v) && could_be_late(choice->read, w))
      add(*choice, v, ways(w));
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

/// Which reads there is an RMW beside, that might take what they read. An RMW
/// that may fail has more that its success could hide (hides_a_failure).
void Promises::find_contended() {
  for (std::size_t i = 0; i < state_.promised_used; ++i) {
    Promised& choice = state_.promised[i];
    choice.is_contended =
        choice.is_contended || selects() || may_fail(graph_[choice.read].label);
  }
  for (const Slot s : graph_.order())
    if (graph::may_write(graph_[s].label.op) &&
        graph::may_read(graph_[s].label.op))
      find_contended(s);
}

void Promises::find_contended(Slot rmw) {
  const Event& x = graph_[rmw];
  for (std::size_t i = 0; i < state_.promised_used; ++i) {
    Promised& choice = state_.promised[i];
    const Event& e = graph_[choice.read];
    if (!choice.is_contended && e.label.location == x.label.location &&
        e.thread != x.thread && is_there(choice.read))
      choice.is_contended =
          x.index > graph::at(graph_.prefix(choice.read), x.thread);
  }
}

void Promises::learn_possible_write(Slot rmw, Slot source, Value v) {
  if (state_.promised_used == 0 || has_one_cell(graph_)) return;
  find_contended(rmw);
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
    if (!gives_way(other, r) || !is_open(choice) || knows(choice, v)) continue;
    paths_.find_entries();
    const graph::Clock before = paths_.reaching(rmw, graph_[r]);
    if (paths_.leave(r, &before, true) &&
        !paths_.lead_in_order(r, rmw, selects()))
      add(choice, v, ways(rmw));
  }
}

}  // namespace vmalock::explore

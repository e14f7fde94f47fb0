// SPDX-License-Identifier: MIT
// Whether promises can be kept, and whether a read could be late at all, judged
// by an execution in which it is not (promises.h).
//
// Let X be an execution in which r sees the write w late. The execution G by
// which r learns of w is one of the same program in which r, and the other
// reads that are late in X and not promised yet, saw something else. What
// depends on none of these, by dependencies and reads-from, is in G as it is in
// X. So if G is cut down to that, and r reads w in it, what is left is a part
// of X; and a part breaks no axiom that the whole keeps, for all of them forbid
// cycles. Hence r is promised the value only if the model allows that part.
//
// Which other reads are late in X is not known: all are left out from which a
// path leaves their threads in G. Not so those before r in po | rf: were they
// added anew, r would be, too, with a choice of its own.
//
// Where branches select, a read has more that depends on it than G shows, and
// nothing is asked.
#include <algorithm>
#include <utility>

#include "harness/explore/model/lkmm/lkmm.h"
#include "harness/explore/model/lkmm/promises.h"
#include "harness/explore/run/threads.h"

namespace vmalock::explore {

bool Promises::breaks_happens_before() {
  return std::any_of(promises_.begin(), promises_.end(), [this](Slot p) {
    return graph_[p].rf != graph::no_slot &&
           paths_.lead_in_order(p, graph_[p].rf);
  });
}

/// As the model says it of most executions that it forbids.
bool Promises::is_forbidden() {
  if (breaks_happens_before()) return true;
  const Edges edges(state_);
  return std::any_of(promises_.begin(), promises_.end(),
                     [&](Slot p) { return model_.forbids(edges, p); });
}

/// The promises could be kept, whatever the reads see that might yet be
/// promised something else.
bool Promises::can_be_kept() {
  if (promises_.empty()) return true;
  for (const Slot p : promises_)
    if (is_pretended(graph_[p])) return true;
  for (const Promised* choice : open_)
    if (graph_[choice->read].writes) return true;
  if (breaks_happens_before()) return false;
  sources_.clear();
  for (const Promised* choice : open_) {
    Event& e = graph_[choice->read];
    sources_.push_back(std::exchange(e.rf, graph::no_slot));
  }
  const bool allowed = model_.satisfies_without_rcu();
  for (std::size_t i = 0; i < open_.size(); ++i)
    graph_[open_[i]->read].rf = sources_[i];
  return allowed;
}

/// The event has a dependency on the read `r`, or on what is left out, or its
/// thread is started by that.
bool Promises::comes_of_left_out(Slot s, Slot r) const {
  const Event& e = graph_[s];
  const Slot start = state_.threads[e.thread].start;
  if (start != graph::no_slot && left_out_[start]) return true;
  const auto po = graph_.thread(e.thread);
  const Dependencies& d = state_.model.dependencies[s];
  bool depends = false;
  (d.addr | d.data | d.ctrl).for_each([&](graph::Index i) {
    const Slot x = po[static_cast<std::size_t>(i) - 1];
    depends = depends || x == r || left_out_[x];
  });
  return depends;
}

/// The event might be otherwise, or not be there, if the read `r` or what is
/// left out were otherwise. Not so a promised read: it has its value.
bool Promises::depends_on_left_out(Slot s, Slot r) const {
  const Event& e = graph_[s];
  return comes_of_left_out(s, r) ||
         (e.reads && !e.promised && !Graph::is_init(e.rf) &&
          (e.rf == r || left_out_[e.rf]));
}

/// A conditional RMW that fails here may write there, and others see that.
void Promises::leave_out_readers_of(Slot r) {
  const Event& rmw = graph_[r];
  for (const Slot s : graph_.order()) {
    const Event& e = graph_[s];
    const bool is_before = e.thread == rmw.thread && e.index < rmw.index;
    if (e.reads && s != r && !e.promised && !is_before &&
        e.label.location == rmw.label.location)
      left_out_[s] = true;
  }
}

/// All that could be otherwise in an execution in which `r` is late.
void Promises::leave_out_what_depends_on(Slot r) {
  left_out_.assign(state_.model.dependencies.size(), false);
  const Slot before = model_.before(graph_[r]);
  for (std::size_t i = 0; i < state_.promised_used; ++i) {
    const Slot s = state_.promised[i].read;
    const Event& e = graph_[s];
    const bool is_needed =
        before != graph::no_slot &&
        e.index <= graph::at(graph_.prefix(before), e.thread);
    if (s == r || is_needed || !is_there(s)) continue;
    left_out_[s] = is_pretended(e) || paths_.leave(s, nullptr, true);
  }
  if (may_fail(graph_[r].label) && !graph_[r].writes) leave_out_readers_of(r);
  for (bool more = true; more;) {
    more = false;
    for (const Slot s : graph_.order()) {
      if (s == r || left_out_[s] || !depends_on_left_out(s, r)) continue;
      left_out_[s] = more = true;
    }
  }
}

/// Whether `r` could see `w`, as far as this execution tells.
bool Promises::could_be_late(Slot r, Slot w) {
  if (selects()) return true;
  leave_out_what_depends_on(r);
  if (left_out_[w] || comes_of_left_out(r, r)) return true;
  Event& e = graph_[r];
  const Event before = e;
  e.rf = w;
  e.writes = false;
  e.order = may_fail(e.label) ? e.label.failure : e.label.order;
  const bool allowed = model_.satisfies_without_rcu(left_out_);
  e = before;
  return allowed;
}

bool Promises::are_coherent() const {
  return std::all_of(promises_.begin(), promises_.end(),
                     [this](Slot r) { return is_coherent(r); });
}

bool Promises::is_coherent(Slot r) const {
  const Event& e = graph_[r];
  const std::int32_t seen = graph_[e.rf].co;
  if (e.writes && e.co != seen + 1) return false;
  for (const Slot s : graph_.thread(e.thread)) {
    const Event& x = graph_[s];
    if (s == r || x.label.location != e.label.location) continue;
    const bool later = x.index > e.index;
    if (x.reads && (later ? graph_[x.rf].co < seen : graph_[x.rf].co > seen))
      return false;
    if (x.writes && (later ? x.co <= seen : x.co > seen)) return false;
  }
  return true;
}

/// Between a promised read and this one of the same cell, which orders what
/// follows it whatever it sees, the thread has no access. So no path leaves the
/// thread by a write for which Paths::enters_again() would not hold: in no
/// execution is the former a read that must be promised.
bool Promises::is_in_vain(const Label& label) const {
  const auto po = graph_.thread(runner_.index());
  auto i = static_cast<std::size_t>(runner_.running().position);
  while (i > 0 && graph_[po[i - 1]].label.op == Op::choose) --i;
  if (i == 0) return false;
  const Event& e = graph_[po[i - 1]];
  return e.promised && !e.writes && !e.is_plain() &&
         label.location == e.label.location && graph::may_read(label.op) &&
         orders_what_follows(label.order) &&
         (!may_fail(label) || orders_what_follows(label.failure));
}

}  // namespace vmalock::explore

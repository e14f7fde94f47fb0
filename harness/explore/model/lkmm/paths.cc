// SPDX-License-Identifier: MIT
#include "harness/explore/model/lkmm/paths.h"

#include <algorithm>
#include <tuple>

#include "harness/explore/model/lkmm/dependencies.h"

namespace vmalock::explore {

bool orders_what_follows(Ordering o) {
  return o == Ordering::acquire || o == Ordering::acq_rel ||
         o == Ordering::seq_cst || o == Ordering::ctrl;
}

bool may_fail(const Label& label) {
  return label.op == Op::cas || label.op == Op::update;
}

bool is_before(const Event& a, const Event& b) {
  return std::tuple(a.is_plain(), a.thread, a.index) <
         std::tuple(b.is_plain(), b.thread, b.index);
}

/// Whether something in their thread orders the write `w` after the read `r`,
/// in a way that is part of the model's happens-before, or bounds the read if
/// it is plain. `whatever_fails`: in every execution in which the two are
/// there.
bool Paths::ordered_locally(Slot r, Slot w, bool whatever_fails) const {
  const Event& read = graph_[r];
  const Event& write = graph_[w];
  if (write.is_plain()) return false;
  const Ordering order =
      whatever_fails && may_fail(read.label) ? read.label.failure : read.order;
  if (releases(write.order)) return true;
  if (!read.is_plain()) {
    if (orders_what_follows(order)) return true;
    if (read.label.location == write.label.location) return true;
    const Dependencies& d = state_.model.dependencies[w];
    if ((d.addr | d.data | d.ctrl).has(read.index)) return true;
  }
  return is_fenced(r, w, whatever_fails);
}

/// A full fence is between the two events of one thread.
bool Paths::is_fenced(Slot r, Slot w, bool whatever_fails) const {
  const graph::Index from = graph_[r].index;
  if (fences_[w] > from) return true;
  if (whatever_fails) return false;
  const auto po = graph_.thread(graph_[r].thread);
  for (auto i = static_cast<std::size_t>(from);
       i + 1 < static_cast<std::size_t>(graph_[w].index); ++i)
    if (is_full_fence(graph_[po[i]])) return true;
  return false;
}

void Paths::find_fences() {
  fences_.assign(state_.model.dependencies.size(), 0);
  for (unsigned t = 0; t < graph_.threads(); ++t) {
    graph::Index last = 0;
    for (const Slot s : graph_.thread(t)) {
      const Event& e = graph_[s];
      fences_[s] = last;
      if (is_full_fence(e) && !may_fail(e.label)) last = e.index;
    }
  }
}

void Paths::find_entries() {
  find_fences();
  entries_.clear();
  readers_.assign(graph_.locations(), 0);
  for (const Slot s : graph_.order()) {
    const Event& x = graph_[s];
    if (!x.is_plain() && graph::may_read(x.label.op))
      readers_[x.label.location] |= 1U << x.thread;
    const bool sees_other = x.reads && !x.is_plain() && !Graph::is_init(x.rf) &&
                            graph_[x.rf].thread != x.thread;
    if (sees_other || (x.promised && !x.is_plain()) || x.label.op == Op::join)
      entries_.push_back(s);
  }
}

graph::Clock Paths::reaching(Slot w, const Event& r) const {
  graph::Clock below;
  bool changed = true;
  const auto add_event = [&](Slot s) {
    const Event& x = graph_[s];
    if (x.index <= below[x.thread]) return;
    below.set(x.thread, x.index);
    changed = true;
  };
  add_event(w);
  while (changed) {
    changed = false;
    for (const Slot s : entries_) {
      const Event& x = graph_[s];
      if (x.index > below[x.thread]) continue;
      if (is_edge(x, r)) add_event(x.rf);
      if (x.label.op != Op::join) continue;
      const auto po = graph_.thread(static_cast<unsigned>(x.label.operand));
      if (!po.empty()) add_event(po.back());
    }
    for (unsigned t = 0; t < graph_.threads(); ++t)
      if (below[t] > 0 && state_.threads[t].start != graph::no_slot)
        add_event(state_.threads[t].start);
  }
  return below;
}

/// Paths before `w` may go by way of the source of `x` (reaching).
bool Paths::is_edge(const Event& x, const Event& r) const {
  return x.reads && !x.is_plain() && !Graph::is_init(x.rf) &&
         !(x.promised && is_before(x, r));
}

bool Paths::leave(Slot r, const graph::Clock* before, bool whatever_fails) {
  const Event& e = graph_[r];
  return std::any_of(entries_.begin(), entries_.end(), [&](Slot s) {
    const Event& x = graph_[s];
    if (!is_edge(x, e) || (before && x.index > (*before)[x.thread]))
      return false;
    const Event& w = graph_[x.rf];
    return w.thread == e.thread && w.index > e.index &&
           !ordered_locally(r, x.rf, whatever_fails) &&
           (whatever_fails ||
            (!enters_again(r, x.rf) && !happens_before(r, x.rf)));
  });
}

/// A read of the same cell between the two orders what follows it, and sees
/// another thread's write. If that is the one that `r` sees, a path that comes
/// to `r` comes to the later read as well. If it is a newer one, `r` is before
/// the later read: fre ; rfe within one thread is in the model's prop, and so
/// in hb. Either way the path is in order from there. (With a plain write: or
/// there is a race.)
bool Paths::enters_again(Slot r, Slot w) const {
  const Event& e = graph_[r];
  if (e.is_plain()) return false;
  const auto po = graph_.thread(e.thread);
  for (auto i = static_cast<std::size_t>(e.index);
       i + 1 < static_cast<std::size_t>(graph_[w].index); ++i) {
    const Event& a = graph_[po[i]];
    if (a.reads && !a.is_plain() && orders_what_follows(a.order) &&
        a.label.location == e.label.location &&
        (Graph::is_init(a.rf) || graph_[a.rf].thread != e.thread))
      return true;
  }
  return false;
}

bool meet(const Reads& a, const Reads& b) { return !(a & b).empty(); }

/// In this execution the read `r` is before the write `w` by local order, rfe,
/// and dep ; [Marked] ; rfi, which is in the model's to-r. (In others their
/// threads may read other writes.)
bool Paths::happens_before(Slot r, Slot w) {
  const Event& e = graph_[r];
  if (e.is_plain() || graph_[w].is_plain()) return false;
  after_ = {};
  after_[e.thread] = Reads::of(e.index);
  carried_ = after_;
  for (bool more = true; more;) {
    more = false;
    for (const Slot s : graph_.order()) {
      const Event& x = graph_[s];
      if (x.reads && !Graph::is_init(x.rf) && !after_[x.thread].has(x.index))
        more = follow(s) || more;
    }
  }
  return is_after(w);
}

/// The read `s` sees a write that is after what happens_before() began with.
/// True: the event is after it as well, which is new.
bool Paths::follow(Slot s) {
  const Event& x = graph_[s];
  const Event& source = graph_[x.rf];
  const bool marked = !x.is_plain() && !source.is_plain();
  bool after = marked && source.thread != x.thread && is_after(x.rf);
  if (source.thread == x.thread) {
    const Dependencies& d = state_.model.dependencies[x.rf];
    Reads data = d.data;
    if (source.reads && computes(state_, x.rf)) data |= Reads::of(source.index);
    const Reads& carried = carried_[x.thread];
    after = marked && meet(data | d.addr, carried);
    // data ; rfi before a dependency is one (carry-dep).
    if (meet(data, carried)) carried_[x.thread] |= Reads::of(x.index);
  }
  if (!after) return false;
  after_[x.thread] |= Reads::of(x.index);
  carried_[x.thread] |= Reads::of(x.index);
  return true;
}

bool Paths::is_after(Slot w) const {
  const Event& e = graph_[w];
  const Dependencies& d = state_.model.dependencies[w];
  if (meet(d.addr | d.data | d.ctrl, carried_[e.thread])) return true;
  const auto po = graph_.thread(e.thread);
  bool after = false;
  after_[e.thread].for_each([&](graph::Index i) {
    if (i > e.index) return;
    const Slot y = po[static_cast<std::size_t>(i) - 1];
    after = after || y == w || ordered_locally(y, w, false);
  });
  return after;
}

bool Paths::lead_in_order(Slot r, Slot w, bool by_value) {
  seen_.assign(state_.model.dependencies.size(), false);
  todo_.assign(1, {w, by_value});
  while (!todo_.empty()) {
    const auto [x, internal] = todo_.back();
    todo_.pop_back();
    const auto po = graph_.thread(graph_[x].thread);
    const auto length = static_cast<std::size_t>(graph_[x].index);
    for (std::size_t i = 0; i < length; ++i) {
      const Event& y = graph_[po[i]];
      if (!y.reads || !(internal ? feeds(po[i], x) : orders(po[i], x)))
        continue;
      if (po[i] == r) return true;
      if (Graph::is_init(y.rf) || seen_[y.rf]) continue;
      seen_[y.rf] = true;
      // Had it read something else, it might not have written.
      if (may_fail(graph_[y.rf].label)) continue;
      todo_.emplace_back(y.rf, by_value || graph_[y.rf].thread == y.thread);
    }
  }
  return false;
}

/// Sets `seen_` for the reads that `w` depends on.
void Paths::find_needed(Slot w) {
  seen_.assign(state_.model.dependencies.size(), false);
  todo_.assign(1, {w, true});
  while (!todo_.empty()) {
    const Slot x = todo_.back().first;
    todo_.pop_back();
    const auto po = graph_.thread(graph_[x].thread);
    const Dependencies& d = state_.model.dependencies[x];
    const auto add = [&](Slot read) {
      if (seen_[read]) return;
      seen_[read] = true;
      const Slot source = graph_[read].rf;
      todo_.emplace_back(read, true);
      if (source != graph::no_slot && !Graph::is_init(source))
        todo_.emplace_back(source, true);
    };
    if (graph_[x].reads) add(x);
    (d.addr | d.data | d.ctrl).for_each([&](graph::Index i) {
      add(po[static_cast<std::size_t>(i) - 1]);
    });
  }
}

/// The RMW fails; where it reads something else, it may write.
bool may_write_yet(const Event& e) {
  return e.reads && !e.writes && may_fail(e.label);
}

bool Paths::could_leave(Slot r) const {
  const auto po = graph_.thread(graph_[r].thread)
                      .subspan(static_cast<std::size_t>(graph_[r].index));
  return std::any_of(po.begin(), po.end(), [&](Slot w) {
    const Event& e = graph_[w];
    const std::uint32_t others = ~(1U << e.thread);
    return (e.writes || may_write_yet(e)) && !e.is_plain() &&
           (readers_[e.label.location] & others) != 0 &&
           !ordered_locally(r, w, true);
  });
}

bool Paths::may_lead(Slot r, Slot w) {
  find_needed(w);
  const Event& e = graph_[r];
  graph::Clock below;
  below.set(graph_[w].thread, graph_[w].index);
  for (bool changed = true; changed;) {
    changed = false;
    for (const Slot s : graph_.order()) {
      const Event& x = graph_[s];
      if (!x.reads || x.is_plain() || x.index > below[x.thread] ||
          x.thread == e.thread)
        continue;
      for (const Slot y : graph_.order()) {
        const Event& write = graph_[y];
        if (write.label.location != x.label.location ||
            (!write.writes && !may_write_yet(write)) ||
            write.thread == x.thread || (seen_[s] && x.rf != y))
          continue;
        if (write.thread == e.thread && write.index > e.index &&
            !ordered_locally(r, y, true))
          return true;
        if (write.index <= below[write.thread]) continue;
        below.set(write.thread, write.index);
        changed = true;
      }
    }
  }
  return false;
}

/// Puts the promised reads that what `w` writes is computed from on
/// `promised_`.
void Paths::find_promised(Slot w) {
  promised_.clear();
  seen_.assign(state_.model.dependencies.size(), false);
  todo_.assign(1, {w, true});
  while (!todo_.empty()) {
    const Slot x = todo_.back().first;
    todo_.pop_back();
    const auto po = graph_.thread(graph_[x].thread);
    for (std::size_t i = 0; i < static_cast<std::size_t>(graph_[x].index);
         ++i) {
      const Event& y = graph_[po[i]];
      if (!y.reads && !y.promised) continue;
      const bool by_function = po[i] == x && row(y.label.op).by_function;
      if (!by_function && !feeds(po[i], x)) continue;
      if (y.promised) {
        promised_.push_back(po[i]);
      } else if (!Graph::is_init(y.rf) && !seen_[y.rf]) {
        seen_[y.rf] = true;
        todo_.emplace_back(y.rf, true);
      }
    }
  }
  std::sort(promised_.begin(), promised_.end());
  promised_.erase(std::unique(promised_.begin(), promised_.end()),
                  promised_.end());
}

Learnt::Ways Paths::ways(Slot w, const Learnt& learnt) {
  find_promised(w);
  Learnt::Ways all{{}};
  for (const Slot p : promised_) {
    const Event& e = graph_[p];
    const Learnt::Cell cell = Learnt::cell(graph_.location(e.label.location));
    const Learnt::Ways own = learnt.ways({e.thread, e.index, cell}, e.promise);
    Learnt::Ways longer;
    for (const Learnt::Origins& way : all)
      for (const Learnt::Origins& more : own) {
        Learnt::Origins both{{e.thread, e.index}};
        both.insert(both.end(), way.begin(), way.end());
        both.insert(both.end(), more.begin(), more.end());
        std::sort(both.begin(), both.end());
        both.erase(std::unique(both.begin(), both.end()), both.end());
        Learnt::add_way(longer, std::move(both));
      }
    all = std::move(longer);
  }
  return all;
}

/// As ordered_locally(); a plain write after what bounds it. A conditional RMW
/// might not write if it read something else.
bool Paths::orders(Slot r, Slot w) const {
  if (r == w) return !may_fail(graph_[r].label);
  if (!graph_[w].is_plain()) return ordered_locally(r, w, true);
  const Event& read = graph_[r];
  const Ordering order = may_fail(read.label) ? read.label.failure : read.order;
  return orders_what_follows(order) && !read.is_plain();
}

/// What its own thread reads from the write depends on the read.
bool Paths::feeds(Slot r, Slot w) const {
  if (r == w) return computes(state_, w);
  const Dependencies& d = state_.model.dependencies[w];
  return (d.addr | d.data).has(graph_[r].index);
}

}  // namespace vmalock::explore

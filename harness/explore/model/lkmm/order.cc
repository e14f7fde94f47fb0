// SPDX-License-Identifier: MIT
// What is ordered under lkmm without asking the model: conditions that suffice,
// by clocks. Most executions of a lock that holds need nothing else, and the
// model's matrices cost a hundred times as much.
//
// The clock hb(e) counts, of each thread, what reaches e by
//   po-release ; (rf ; rmw)* ; rfe ; (dep ; rfi)* ; acquire-po,
// and full fences; the second star is of own RMWs (told_by).
// That orders accesses of any kind. Beyond it
//  - a store, or any access with an address dependency, is ordered by a relaxed
//    read that it depends on as by an acquire (ww-vis, wr-vis, rw-xbstar with
//    `addr` as a bound; a marked store also by control and data: ppo);
//  - a store before smp_wmb and a later store of its thread is seen by who
//    acquires the latter (wr-vis). Nothing follows for the loads before it, nor
//    for a store after the acquire: a plain store may load as well (B-21);
//  - an access in a read section comes before what follows a grace period, if
//    anything after the begin of the section comes before the grace period
//    (rcu-fence).
#include <algorithm>
#include <array>
#include <utility>

#include "harness/explore/model/lkmm/order.h"

namespace vmalock::explore {

namespace {

Slot last_at(const graph::LocationState& l, unsigned t) {
  return (l.threads >> t & 1u) != 0 ? l.last[t] : graph::no_slot;
}

bool acquires_in_kernel(const Event& e) {
  return e.reads && acquires(e.order) && !depends(e.order);
}

/// The read is from a store of the thread that is after its first `events` and
/// an smp_wmb.
bool sees_before_wmb(const Graph& graph, Slot read, unsigned thread,
                     graph::Index events) {
  const Event& r = graph[read];
  if (!r.reads || r.is_plain() || Graph::is_init(r.rf)) return false;
  const Event& w = graph[r.rf];
  if (w.thread != thread || w.is_plain()) return false;
  const auto po = graph.thread(thread);
  for (auto i = static_cast<std::size_t>(w.index) - 1;
       i >= static_cast<std::size_t>(events); --i) {
    const Event& fence = graph[po[i - 1]];
    if (fence.label.op == Op::fence && fence.order == Ordering::wmb)
      return true;
  }
  return false;
}

/// Something after the lock is before the grace period: by the clock, or as a
/// load of what a store before the grace period has overwritten.
bool precedes_grace_period(const Graph& graph, const Event& lock, Slot grace) {
  const Block* known = graph.hb(grace);
  if (graph::at(known, lock.thread) > lock.index) return true;
  const auto po = graph.thread(lock.thread);
  for (auto i = static_cast<std::size_t>(lock.index); i < po.size(); ++i) {
    const Event& e = graph[po[i]];
    if (!e.reads || e.is_plain() || e.rf == graph::no_slot) continue;
    const auto& co = graph.location(e.label.location).co;
    const auto next = static_cast<std::size_t>(graph[e.rf].co) + 1;
    if (next >= co.size()) continue;
    const Event& w = graph[co[next]];
    if (w.thread != lock.thread && !w.is_plain() &&
        w.index <= graph::at(known, w.thread))
      return true;
  }
  return false;
}

}  // namespace

bool ClockOrder::accesses_are_ordered() {
  for (std::uint32_t l = 0; l < graph_.locations(); ++l)
    if (!is_ordered(graph_.location(l))) return false;
  return true;
}

/// No two accesses of the location race.
bool ClockOrder::is_ordered(const graph::LocationState& l) {
  if (l.internal || (l.threads & (l.threads - 1)) == 0) return true;
  for (unsigned t = 0; t < graph_.threads(); ++t)
    for (Slot s = last_at(l, t); s != graph::no_slot; s = graph_[s].previous)
      for (unsigned u = 0; u < t; ++u)
        if (!is_ordered(s, last_at(l, u))) return false;
  return true;
}

/// … the access `s`, and `last` and those before it in its thread.
bool ClockOrder::is_ordered(Slot s, Slot last) {
  const Event& e = graph_[s];
  for (Slot r = last; r != graph::no_slot; r = graph_[r].previous) {
    const Event& x = graph_[r];
    if (!(x.writes || e.writes) || !(x.is_plain() || e.is_plain())) continue;
    if (!knows(s, x.thread, x.index, x.writes && !x.reads) &&
        !knows(r, e.thread, e.index, e.writes && !e.reads) && !tolerates(s, r))
      return false;
  }
  return true;
}

/// KCSAN takes aligned plain stores of a word for atomic: one that races with a
/// marked access is on purpose, or does no harm. All cells are such words.
bool ClockOrder::tolerates(Slot a, Slot b) {
  if (!run_.options.plain_stores_are_atomic) return false;
  const auto stores = [this](Slot s) {
    return graph_[s].is_plain() && graph_[s].label.op == Op::store;
  };
  if (stores(b)) std::swap(a, b);
  if (!stores(a) || graph_[b].is_plain()) return false;
  const char* const cell = graph_.location(graph_[a].label.location).name;
  run_.result.tolerated_races.insert(
      {cell, graph_[a].label.where, graph_[b].label.where});
  return true;
}

/// The begins and ends of all objects' lives, and the accesses to them.
bool ClockOrder::lives_are_ordered() const {
  for (unsigned t = 0; t < graph_.threads(); ++t)
    for (const LogEntry& entry : state_.threads[t].log) {
      if (!entry.is_life()) continue;
      const Lifetime life = life_of(state_, t, entry);
      for (const Location id : state_.objects[life.object].locations) {
        const graph::LocationState& l = graph_.location(id);
        if (l.object != life.object || l.created == l.not_created) continue;
        for (unsigned u = 0; u < graph_.threads(); ++u)
          for (Slot s = last_at(l, u); s != graph::no_slot;
               s = graph_[s].previous)
            if (!is_ordered(life, s)) return false;
      }
    }
  return true;
}

/// The begin or end of an object's life, and an access to it.
bool ClockOrder::is_ordered(const Lifetime& life, Slot access) const {
  const Event& e = graph_[access];
  if (e.thread == life.thread) return (e.index <= life.after) == life.ends;
  if (!life.ends)
    return knows(access, life.thread, static_cast<graph::Index>(life.after + 1),
                 true);
  if (is_told(life.reads, life.thread, e.thread, e.index)) return true;
  if (life.after == 0) return false;
  const Slot last =
      graph_.thread(life.thread)[static_cast<std::size_t>(life.after) - 1];
  return e.index <= graph::at(graph_.hb(last), e.thread) ||
         waits_for_section(e, life.thread, life.after) ||
         e.index <= cumulative(graph_.hb(last), life.thread)[e.thread];
}

/// The clock of an event of `thread`, and what the relaxed reads of others that
/// it holds have been told: it holds them by a release after them, and releases
/// are cumulative (A-cumul).
graph::Clock ClockOrder::cumulative(const Block* known, unsigned thread) const {
  graph::Clock clock;
  const unsigned blocks = graph_.blocks();
  graph::copy(clock.data(), known, blocks);
  std::array<std::size_t, graph::max_threads> done{};
  for (bool more = true; more;) {
    more = false;
    for (unsigned t = 0; t < graph_.threads(); ++t) {
      if (t == thread) continue;
      const auto po = graph_.thread(t);
      const auto end =
          std::min<std::size_t>(po.size(), static_cast<std::size_t>(clock[t]));
      for (; done[t] < end; ++done[t]) {
        const Event& r = graph_[po[done[t]]];
        if (!r.reads || r.is_plain() || !graph_[r.rf].has_message) continue;
        graph::join(clock.data(), graph_.message(r.rf), blocks);
        more = true;
      }
    }
  }
  return clock;
}

/// Whether the first `events` of the thread are before the access, or, if
/// `stores`, the last of them, which is a store and no more.
bool ClockOrder::knows(Slot access, unsigned thread, graph::Index events,
                       bool stores) const {
  const Event& e = graph_[access];
  if (events <= graph::at(graph_.hb(access), thread)) return true;
  const Dependencies& d = state_.model.dependencies[access];
  Reads reads = d.addr;
  // Of an RMW they reach the store only.
  if (e.writes && !e.reads && !e.is_plain()) {
    reads |= d.ctrl;
    reads |= d.data;
  }
  if (is_told(reads, e.thread, thread, events)) return true;
  if (!stores || e.writes) return false;
  const auto po = graph_.thread(e.thread);
  for (auto i = static_cast<std::size_t>(e.index); i-- > 0;)
    if ((acquires_in_kernel(graph_[po[i]]) ||
         d.addr.has(static_cast<graph::Index>(i + 1))) &&
        sees_before_wmb(graph_, po[i], thread, events))
      return true;
  return false;
}

/// One of the reads, which are marked ones of thread `of`, has a message of it.
bool ClockOrder::is_told(const Reads& reads, unsigned of, unsigned thread,
                         graph::Index events) const {
  bool told = false;
  const auto po = graph_.thread(of);
  reads.for_each([&](graph::Index i) {
    const Event& r = graph_[po[static_cast<std::size_t>(i) - 1]];
    if (!r.reads || r.is_plain()) return;
    const Slot source = told_by(state_, r);
    if (source == graph::no_slot || !graph_[source].has_message) return;
    told = told || events <= graph::at(graph_.message(source), thread);
  });
  return told;
}

// ---- RCU

/// The access is in a read section that a grace period of the thread, among its
/// first `after` events, waits for.
bool ClockOrder::waits_for_section(const Event& access, unsigned thread,
                                   graph::Index after) const {
  if (state_.model.any_srcu) return false;
  const auto po = graph_.thread(thread);
  Slot grace = graph::no_slot;
  for (auto i = static_cast<std::size_t>(after); i-- > 0;)
    if (graph_[po[i]].label.op == Op::grace_end) {
      grace = po[i];
      break;
    }
  if (grace == graph::no_slot) return false;
  const auto reader = graph_.thread(access.thread);
  for (auto i = static_cast<std::size_t>(access.index) - 1; i-- > 0;) {
    const Event& e = graph_[reader[i]];
    if (e.label.op == Op::rcu_unlock) return false;
    if (e.label.op == Op::rcu_lock)
      return precedes_grace_period(graph_, e, grace);
  }
  return false;
}

}  // namespace vmalock::explore

// SPDX-License-Identifier: MIT
// Races, and RCU without hidden fences, as sc, tso and rc11 have them. Races
// are checked at the later of the two accesses, on consistent graphs only, so a
// finding is real and none is missed.
//
// The law (Alglave, Maranget, McKenney, Parri, Stern, ASPLOS 2018): for every
// grace period and every read section, either the section sees what precedes
// the grace period, or what follows the grace period comes after the section.
//
// One location G counts grace periods. Its cells never meet the program's.
//   grace_start  RMW of G, release: numbers the grace period
//   rcu_lock     acquire read of G: which grace periods have begun before
//   rcu_unlock   a mark
//   grace_end    waits for every section whose lock read an older G, and
//                learns what their unlocks know; a full barrier
// So a section that reads G at or after a grace period's number sees all that
// precedes it (acquire and release), and any other section ends before the
// grace period does. Readers get no ordering among themselves from this.
//
// grace_end has no alternatives: what it waits for follows from the graph. It
// is put off until nothing else can run, the oldest first. Then a section that
// is added later follows the end of some grace period that is at least as new,
// so no later section may read an older G than a grace period that has ended,
// and grace_end never has to be revisited.
#include <algorithm>

#include "harness/explore/model/in_order.h"
#include "harness/explore/model/rcu_label.h"
#include "harness/explore/run/accesses.h"
#include "harness/explore/run/threads.h"
#include "harness/explore/tell/errors.h"

namespace vmalock::explore {

void InOrder::rcu_lock(const Access& access) {
  if (runner_.running().rcu_depth++ > 0) return;
  accesses_.access(rcu_label(state_, Op::rcu_lock, Ordering::acquire, access),
                   {}, nullptr);
}

void InOrder::rcu_unlock(const Access& access) {
  if (runner_.running().rcu_depth == 0)
    errors_.fail(ErrorKind::lock_misuse,
                 "rcu_read_unlock without rcu_read_lock", access);
  if (--runner_.running().rcu_depth > 0) return;
  accesses_.mark(rcu_label(state_, Op::rcu_unlock, Ordering::relaxed, access));
}

void InOrder::synchronize_rcu(const Access& access) {
  if (runner_.running().rcu_depth > 0)
    errors_.fail(ErrorKind::deadlock,
                 "synchronize_rcu inside a read section waits for itself",
                 access);
  stood_in(StandIn::rcu);
  accesses_.access(
      rcu_label(state_, Op::grace_start, Ordering::release, access), {},
      nullptr);
  const Label end = rcu_label(state_, Op::grace_end, Ordering::mb, access);
  if (!accesses_.is_known()) runner_.stand(ThreadStatus::grace);
  accesses_.mark(end, true);
}

/// The unlock of the newest section of thread t that began before the grace
/// period at `place`: no_slot if there is none; `open` if it has not ended.
Slot InOrder::older_section(unsigned t, std::int32_t place, bool& open) const {
  open = false;
  const auto& location = graph_.location(*state_.model.grace_location);
  Slot s = location.last[t];
  while (s != graph::no_slot && (graph_[s].label.op != Op::rcu_lock ||
                                 graph_.shown(graph_[s]) >= place))
    s = graph_[s].previous;
  if (s == graph::no_slot) return graph::no_slot;
  const auto po = graph_.thread(t);
  for (auto i = static_cast<std::size_t>(graph_[s].index); i < po.size(); ++i)
    if (graph_[po[i]].label.op == Op::rcu_unlock) return po[i];
  open = true;
  return graph::no_slot;
}

/// The thread whose grace period is the oldest one that waits and can end, or
/// main_thread.
unsigned InOrder::next_grace_period() const {
  unsigned best = main_thread;
  std::int32_t best_place = 0;
  for (unsigned t = 0; t < state_.threads.size(); ++t) {
    if (state_.threads[t].state != ThreadStatus::grace) continue;
    const std::int32_t place = graph_[graph_.thread(t).back()].co;
    if (best == main_thread || place < best_place) {
      best = t;
      best_place = place;
    }
  }
  if (best == main_thread) return best;
  for (unsigned t = 0; t < state_.threads.size(); ++t) {
    bool open = false;
    older_section(t, best_place, open);
    if (open) return main_thread;
  }
  return best;
}

/// Calls visit(unlock) for each section that the grace period `end` waited
/// for (the newest one of each thread).
template <class Visit>
void InOrder::for_each_waited(const Event& end, Visit visit) const {
  const Event& start = graph_[graph_.predecessor(end)];
  for (unsigned t = 0; t < state_.threads.size(); ++t) {
    bool open = false;
    const Slot unlock = older_section(t, start.co, open);
    if (unlock != graph::no_slot) visit(unlock);
  }
}

void InOrder::join_sections(Slot s) {
  const Event& e = graph_[s];
  for_each_waited(e, [&](Slot unlock) {
    graph::join(graph_.prefix(s), graph_.prefix(unlock), graph_.blocks());
    if (traits.own_hb)
      graph::join(graph_.hb(s), graph_.hb(unlock), graph_.blocks());
  });
}

void InOrder::raise_sections(const Event& end, graph::Clock& below) const {
  for_each_waited(end, [&](Slot unlock) {
    const Event& u = graph_[unlock];
    if (below[u.thread] < u.index) below.set(u.thread, u.index);
  });
}

/// No new section may be older than a grace period that has ended.
std::int32_t InOrder::newest_ended_grace_period() const {
  std::int32_t newest = 0;
  for (unsigned t = 0; t < state_.threads.size(); ++t) {
    const auto po = graph_.thread(t);
    for (std::size_t i = po.size(); i-- > 0;) {
      if (graph_[po[i]].label.op != Op::grace_end) continue;
      newest = std::max(newest, graph_[po[i - 1]].co);
      break;
    }
  }
  return newest;
}

std::int32_t InOrder::oldest_source(Slot s) const {
  const std::int32_t oldest = Clocks::oldest_source(s);
  return graph_[s].label.op == Op::rcu_lock
             ? std::max(oldest, newest_ended_grace_period())
             : oldest;
}

}  // namespace vmalock::explore

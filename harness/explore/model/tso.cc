// SPDX-License-Identifier: MIT
// acyclic (ppo | rfe | co | fr), the axiom of tso, as sc.cc does it.
#include "harness/explore/model/in_order.h"

namespace vmalock::explore {

/// As sc_predecessors, for tso. `all`: every event up to there; `reads`: only
/// the reads up to there, since a write may be delayed past later reads.
void Tso::predecessors(Slot s, graph::Clock& all, graph::Clock& reads) const {
  const Event& x = graph_[s];
  const Slot pred = before(x);
  if (pred != graph::no_slot) {
    const Event& p = graph_[pred];
    if (p.thread != x.thread || x.writes || full_barrier(x)) {
      raise(all, p.thread, p.index);
    } else {
      raise(reads, p.thread, p.index);
      raise(all, p.thread, state_.model.standing[pred].full_fence);
    }
  }
  if (const Slot start = state_.threads[x.thread].start;
      start != graph::no_slot)
    raise(all, graph_[start].thread, graph_[start].index);
  if (x.label.op == Op::join) {
    const auto child = static_cast<unsigned>(x.label.operand);
    raise(all, child, static_cast<graph::Index>(graph_.length(child)));
  }
  if (x.label.op == Op::grace_end) raise_sections(x, all);
  if (x.reads && !Graph::is_init(x.rf) && graph_[x.rf].thread != x.thread)
    raise(all, graph_[x.rf].thread, graph_[x.rf].index);
  if (!x.writes || x.co < 0) return;
  const auto& location = graph_.location(x.label.location);
  for (std::uint32_t rest = location.threads; rest != 0; rest &= rest - 1) {
    const auto t = static_cast<unsigned>(__builtin_ctz(rest));
    Slot y = location.last[t];
    while (y != graph::no_slot && graph_.shown(graph_[y]) >= x.co)
      y = graph_[y].previous;
    if (y != graph::no_slot && !graph_[y].writes)
      raise(reads, t, graph_[y].index);
    while (y != graph::no_slot && !graph_[y].writes) y = graph_[y].previous;
    if (y != graph::no_slot) raise(all, t, graph_[y].index);
  }
}

bool Tso::consistent_at(Slot s) {
  const Event& e = graph_[s];
  graph::Clock all, reads, all_done, reads_done;
  predecessors(s, all, reads);
  const auto found = [&] {
    return all[e.thread] >= e.index ||
           (!e.writes && reads[e.thread] >= e.index);
  };
  for (bool changed = true; changed;) {
    changed = false;
    for (unsigned t = 0; t < graph_.threads(); ++t) {
      const auto po = graph_.thread(t);
      while (all_done[t] < all[t]) {
        changed = true;
        if (found()) return false;
        predecessors(po[static_cast<std::size_t>(all_done[t])], all, reads);
        raise(all_done, t, static_cast<graph::Index>(all_done[t] + 1));
      }
      raise(reads_done, t, all_done[t]);
      while (reads_done[t] < reads[t]) {
        changed = true;
        if (found()) return false;
        const Slot x = po[static_cast<std::size_t>(reads_done[t])];
        if (graph_[x].reads && !graph_[x].writes) predecessors(x, all, reads);
        raise(reads_done, t, static_cast<graph::Index>(reads_done[t] + 1));
      }
    }
  }
  return !found();
}

}  // namespace vmalock::explore

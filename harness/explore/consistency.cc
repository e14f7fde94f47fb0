// What is checked of a choice that was not the maximal one. Coherence and
// atomicity hold by construction (choices.cc, revisit.cc); what is left are the
// global axioms:
//   sc    acyclic (po | rf | co | fr)
//   tso   acyclic (ppo | rfe | co | fr)
//   rc11  acyclic psc, in psc.cc
//   lkmm  the model's axioms but for RCU's, in kernel.cc
// A cycle goes through the event that was just added or changed, so it is
// looked for backwards from there. What reaches an event of a thread also
// reaches what follows it, so the events found are a clock and the search
// never looks at an event twice. Program order and from-reads per location
// need no successor lists: of each thread, the last access that shows an
// earlier write is enough.
#include "harness/explore/explorer.h"

namespace vmalock::explore {

bool Explorer::consistent_at(Slot s) {
  switch (options_.model) {
    case Model::sc:
      return sc_acyclic(s);
    case Model::tso:
      return tso_acyclic(s);
    case Model::rc11:
      return !any_seq_cst_ || psc_acyclic();
    case Model::lkmm:
      return kernel_consistent_at(s);
  }
  return true;
}

namespace {

void raise(graph::Clock& clock, unsigned thread, graph::Index index) {
  if (clock[thread] < index) clock.set(thread, index);
}

}  // namespace

/// Adds to `below` what comes directly before event x other than its
/// predecessor in po.
void Explorer::sc_predecessors(Slot s, graph::Clock& below) const {
  const Event& x = graph_[s];
  if (x.index == 1 && threads_[x.thread]->start != graph::no_slot) {
    const Event& spawn = graph_[threads_[x.thread]->start];
    raise(below, spawn.thread, spawn.index);
  }
  if (x.label.op == Op::join) {
    const auto child = static_cast<unsigned>(x.label.operand);
    raise(below, child, static_cast<graph::Index>(graph_.length(child)));
  }
  if (x.label.op == Op::grace_end && !is_kernel()) raise_sections(x, below);
  if (x.reads && !Graph::is_init(x.rf))
    raise(below, graph_[x.rf].thread, graph_[x.rf].index);
  if (!x.writes || x.co < 0) return;
  const auto& location = graph_.location(x.label.location);
  for (std::uint32_t rest = location.threads; rest != 0; rest &= rest - 1) {
    const auto t = static_cast<unsigned>(__builtin_ctz(rest));
    Slot y = location.last[t];
    while (y != graph::no_slot && graph_.shown(graph_[y]) >= x.co)
      y = graph_[y].previous;
    if (y != graph::no_slot) raise(below, t, graph_[y].index);
  }
}

bool Explorer::sc_acyclic(Slot s) {
  const Event& e = graph_[s];
  graph::Clock below, done;
  raise(below, e.thread, static_cast<graph::Index>(e.index - 1));
  sc_predecessors(s, below);
  for (bool changed = true; changed;) {
    changed = false;
    for (unsigned t = 0; t < graph_.threads(); ++t) {
      while (done[t] < below[t]) {
        changed = true;
        if (below[e.thread] >= e.index) return false;
        sc_predecessors(graph_.thread(t)[static_cast<std::size_t>(done[t])],
                        below);
        raise(done, t, static_cast<graph::Index>(done[t] + 1));
      }
    }
  }
  return below[e.thread] < e.index;
}

/// As sc_predecessors, for tso. `all`: every event up to there; `reads`: only
/// the reads up to there, since a write may be delayed past later reads.
void Explorer::tso_predecessors(Slot s, graph::Clock& all,
                                graph::Clock& reads) const {
  const Event& x = graph_[s];
  const Slot pred = before(x);
  if (pred != graph::no_slot) {
    const Event& p = graph_[pred];
    if (p.thread != x.thread || x.writes || full_barrier(x)) {
      raise(all, p.thread, p.index);
    } else {
      raise(reads, p.thread, p.index);
      raise(all, p.thread, p.full_fence);
    }
  }
  if (const Slot start = threads_[x.thread]->start; start != graph::no_slot)
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

bool Explorer::tso_acyclic(Slot s) {
  const Event& e = graph_[s];
  graph::Clock all, reads, all_done, reads_done;
  tso_predecessors(s, all, reads);
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
        tso_predecessors(po[static_cast<std::size_t>(all_done[t])], all, reads);
        raise(all_done, t, static_cast<graph::Index>(all_done[t] + 1));
      }
      raise(reads_done, t, all_done[t]);
      while (reads_done[t] < reads[t]) {
        changed = true;
        if (found()) return false;
        const Slot x = po[static_cast<std::size_t>(reads_done[t])];
        if (graph_[x].reads && !graph_[x].writes)
          tso_predecessors(x, all, reads);
        raise(reads_done, t, static_cast<graph::Index>(reads_done[t] + 1));
      }
    }
  }
  return !found();
}

}  // namespace vmalock::explore

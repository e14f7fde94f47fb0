// SPDX-License-Identifier: MIT
// acyclic (po | rf | co | fr), the axiom of sc. Coherence and atomicity hold by
// construction (search/choices.cc, search/revisit.cc), so only a choice that
// was not the maximal one is checked.
//
// A cycle goes through the event that was just added or changed, so it is
// looked for backwards from there. What reaches an event of a thread also
// reaches what follows it, so the events found are a clock and the search never
// looks at an event twice. Program order and from-reads per location need no
// successor lists: of each thread, the last access that shows an earlier write
// is enough.
#include "harness/explore/model/clocks.h"

namespace vmalock::explore {

/// Adds to `below` what comes directly before event x other than its
/// predecessor in po.
void Clocks::sc_predecessors(Slot s, graph::Clock& below) const {
  const Event& x = graph_[s];
  if (x.index == 1 && state_.threads[x.thread].start != graph::no_slot) {
    const Event& spawn = graph_[state_.threads[x.thread].start];
    raise(below, spawn.thread, spawn.index);
  }
  if (x.label.op == Op::join) {
    const auto child = static_cast<unsigned>(x.label.operand);
    raise(below, child, static_cast<graph::Index>(graph_.length(child)));
  }
  if (x.label.op == Op::grace_end) raise_sections(x, below);
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

bool Clocks::sc_acyclic(Slot s) const {
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

}  // namespace vmalock::explore

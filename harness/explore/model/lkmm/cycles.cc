// SPDX-License-Identifier: MIT
// Choices under lkmm that need no matrices: those that close no cycle an axiom
// could speak of, and those that break an axiom for an obvious reason. Only
// cycles through the event that was just added or changed can be new.
#include "harness/explore/model/lkmm/lkmm.h"

namespace vmalock::explore {

namespace {

/// Whether the event is before itself. `predecessors(slot, below)` adds what is
/// before an event directly.
template <class Predecessors>
bool is_on_cycle(const Graph& graph, Slot s, Predecessors predecessors) {
  const Event& e = graph[s];
  EventSets below{}, done{};
  predecessors(s, below);
  for (bool more = true; more;) {
    more = false;
    for (unsigned t = 0; t < graph.threads(); ++t) {
      const Reads next = below[t].without(done[t]);
      if (next.empty()) continue;
      more = true;
      done[t] |= next;
      if (t == e.thread && next.has(e.index)) return true;
      next.for_each([&](graph::Index i) {
        predecessors(graph.thread(t)[static_cast<std::size_t>(i) - 1], below);
      });
    }
  }
  return false;
}

}  // namespace

/// Everything that the model could order goes forward in one order.
bool Lkmm::acyclic(const Edges& edges, Slot s) const {
  return !is_on_cycle(
      graph_, s, [&](Slot x, EventSets& below) { edges.possible(x, below); });
}

/// The event reads what was overwritten by a store that its thread knows, or is
/// on a cycle with full fences between the accesses of each thread.
bool Lkmm::forbids(const Edges& edges, Slot s) const {
  const Event& e = graph_[s];
  if (e.reads && e.rf != graph::no_slot) {
    const auto& co = graph_.location(e.label.location).co;
    for (auto i = static_cast<std::size_t>(graph_[e.rf].co) + 1; i < co.size();
         ++i) {
      const Event& w = graph_[co[i]];
      if (co[i] != s && w.thread != e.thread &&
          order_.knows(s, w.thread, w.index, !w.reads))
        return true;
    }
  }
  return !e.is_plain() && is_on_cycle(graph_, s, [&](Slot x, EventSets& below) {
    edges.certain(x, below);
  });
}

}  // namespace vmalock::explore

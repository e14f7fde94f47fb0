// SPDX-License-Identifier: MIT
// The axiom about RCU without the model's matrices: one order of all events in
// which everything that the model may order goes forward (edges.h), what
// follows the begin of a read section comes after it and what precedes its end
// before it, and no grace period falls into a section. Then a grace period that
// comes before something in a section comes before its begin, and the sequences
// of grace periods and sections that the axiom speaks of go forward as well.
//
// Of one RCU domain, so not with SRCU.
//
// The order is looked for greedily. If none is found the axiom may still hold.
#include <vector>

#include "harness/explore/model/lkmm/edges.h"
#include "harness/explore/model/lkmm/order.h"

namespace vmalock::explore {

namespace {

bool is_joined(const Graph& graph, unsigned thread) {
  for (unsigned t = 0; t < graph.threads(); ++t)
    for (const Slot s : graph.thread(t))
      if (graph[s].label.op == Op::join && graph[s].label.operand == thread)
        return true;
  return false;
}

class Schedule {
 public:
  explicit Schedule(const State& state)
      : graph_(state.graph), edges_(state), left_(state.graph.size()) {
    for (unsigned t = 0; t < graph_.threads(); ++t) {
      Reads locks;
      for (const Slot s : graph_.thread(t)) {
        const Event& e = graph_[s];
        before_.emplace_back();
        edges_.possible(s, before_.back());
        before_.back()[t] |= locks;
        if (e.label.op == Op::rcu_unlock)
          before_.back()[t] |=
              Reads::up_to(static_cast<graph::Index>(e.index - 1));
        if (e.label.op == Op::rcu_lock) locks |= Reads::of(e.index);
      }
    }
  }

  bool is_complete() {
    while (left_ > 0)
      if (!take_all(Kind::access) && !take_all(Kind::grace_period) &&
          !take_all(Kind::section))
        return false;
    return true;
  }

 private:
  const Graph& graph_;
  const Edges edges_;
  std::vector<EventSets> before_;  ///< by event, one thread after the other
  EventSets done_{};
  std::array<std::size_t, graph::max_threads> taken_{};
  std::array<bool, graph::max_threads> open_{};
  unsigned sections_ = 0;
  std::size_t left_;

  enum class Kind { access, grace_period, section };
  static Kind kind_of(Op op) {
    return op == Op::grace_end  ? Kind::grace_period
           : op == Op::rcu_lock ? Kind::section
                                : Kind::access;
  }

  /// Takes what can come next: all accesses, but one section at a time, and a
  /// grace period only outside of them.
  bool take_all(Kind kind) {
    bool any = false;
    std::size_t number = 0;
    for (unsigned t = 0; t < graph_.threads(); ++t)
      for (const Slot s : graph_.thread(t)) {
        const Event& e = graph_[s];
        const EventSets& before = before_[number++];
        if (kind_of(e.label.op) != kind || done_[t].has(e.index)) continue;
        if (kind == Kind::grace_period && sections_ != 0) return any;
        if (!is_ready(before)) continue;
        take(t, e);
        any = true;
        if (kind == Kind::section) return true;
      }
    return any;
  }

  bool is_ready(const EventSets& before) const {
    for (unsigned t = 0; t < graph_.threads(); ++t)
      if (!before[t].without(done_[t]).empty()) return false;
    return true;
  }

  void take(unsigned t, const Event& e) {
    done_[t] |= Reads::of(e.index);
    --left_;
    ++taken_[t];
    const Op op = e.label.op;
    if (op == Op::rcu_lock || op == Op::rcu_unlock) {
      sections_ += op == Op::rcu_lock ? 1u : -1u;
      open_[t] = op == Op::rcu_lock;
    }
    // A section that is open at the end of its thread ends there.
    if (taken_[t] == graph_.length(t) && open_[t])
      --sections_, open_[t] = false;
  }
};

}  // namespace

/// The axiom `rcu` holds: nothing after a grace period reaches another thread,
/// or there is a Schedule.
bool keeps_rcu_law(const State& state) {
  const Graph& graph = state.graph;
  bool quiet = true;
  for (unsigned t = 0; t < graph.threads() && quiet; ++t) {
    bool after = false;
    for (const Slot s : graph.thread(t)) {
      const Event& e = graph[s];
      if (e.label.op == Op::grace_end) after = true;
      if (e.label.op == Op::join || e.label.op == Op::spawn)
        quiet = quiet && !after;
      if (!after || (!e.reads && !e.writes)) continue;
      const std::uint32_t threads = graph.location(e.label.location).threads;
      quiet = quiet && (threads & (threads - 1)) == 0;
    }
    quiet = quiet && !(after && is_joined(graph, t));
  }
  return quiet || (!state.model.any_srcu && Schedule(state).is_complete());
}

}  // namespace vmalock::explore

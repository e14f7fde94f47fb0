// SPDX-License-Identifier: MIT
#include "harness/explore/model/lkmm/edges.h"

namespace vmalock::explore {

namespace {

bool is_access(const Event& e) { return e.reads || e.writes; }

bool is_rmb(const Event& e) {
  return e.label.op == Op::fence &&
         (e.order == Ordering::rmb || e.order == Ordering::acquire_fence);
}

bool is_wmb(const Event& e) {
  return e.label.op == Op::fence && e.order == Ordering::wmb;
}

/// Whether the event may be ordered with everything before and after it.
bool may_be_full(const Event& e) {
  switch (e.label.op) {
    case Op::choose:
    case Op::rcu_lock:
    case Op::rcu_unlock:
      return false;
    case Op::fence:
      return is_full_fence(e) || e.label.mark != graph::Mark::none;
    default:
      return (!is_access(e) && !e.promised) || e.order == Ordering::seq_cst ||
             e.label.mark != graph::Mark::none;
  }
}

}  // namespace

Edges::Edges(const State& state) : state_(state), graph_(state.graph) {
  for (unsigned t = 0; t < graph_.threads(); ++t)
    for (const Slot s : graph_.thread(t)) classify(graph_[s]);
}

void Edges::classify(const Event& e) {
  const Reads here = Reads::of(e.index);
  const unsigned t = e.thread;
  if (e.reads || e.promised) loads_[t] |= here;
  if (e.writes) stores_[t] |= here;
  if (is_rmb(e)) rmbs_[t] |= here;
  if (is_wmb(e)) wmbs_[t] |= here;
  if (is_full_fence(e)) full_[t] |= here;
  const bool acquiring = is_access(e) && acquires(e.order) && !depends(e.order);
  if (may_be_full(e) || acquiring) acquires_[t] |= here;
}

void Edges::possible(Slot s, EventSets& below) const {
  const Event& e = graph_[s];
  const unsigned t = e.thread;
  const Reads before = Reads::up_to(static_cast<graph::Index>(e.index - 1));
  const bool releasing = is_access(e) && releases(e.order);
  if (may_be_full(e) || releasing) {
    below[t] |= before;
  } else {
    Reads own = acquires_[t];
    if (is_rmb(e)) own |= loads_[t];
    if (is_wmb(e)) own |= stores_[t] | frees_before(e);
    if (e.reads || e.promised) own |= rmbs_[t];
    if (e.writes) own |= wmbs_[t];
    const Dependencies& d = state_.model.dependencies[s];
    below[t] |= (own | d.addr | d.data | d.ctrl) & before;
  }
  add(state_.threads[t].start, below);
  if (e.label.op == Op::join) {
    const auto child = static_cast<unsigned>(e.label.operand);
    below[child] |=
        Reads::up_to(static_cast<graph::Index>(graph_.length(child)));
  }
  if (!is_access(e)) return;
  add(e.previous, below);
  add_communication(e, true, below);
}

/// What the frees before the fence depend on. A free is a plain store where the
/// execution is described with life times: addr ; [Plain] ; wmb is in ppo.
Reads Edges::frees_before(const Event& wmb) const {
  Reads reads;
  const ThreadData& thread = state_.threads[wmb.thread];
  for (const LogEntry& entry : thread.log)
    if (entry.action == LocalAction::release && entry.mark <= wmb.index)
      reads |= thread.releases[entry.value];
  return reads;
}

void Edges::certain(Slot s, EventSets& below) const {
  const Event& e = graph_[s];
  const unsigned t = e.thread;
  const Reads until = Reads::up_to(e.index);
  below[t] |= Reads::up_to((full_[t] & until).last()) &
              until.without(Reads::of(e.index));
  if (is_access(e) && !e.is_plain()) add_communication(e, false, below);
}

void Edges::add(Slot s, EventSets& below) const {
  if (s == graph::no_slot || Graph::is_init(s)) return;
  below[graph_[s].thread] |= Reads::of(graph_[s].index);
}

/// rf, co and fr into the event. Of each thread the last access that comes
/// before it in coherence order will do, as long as plain ones count: the
/// others are before that one.
void Edges::add_communication(const Event& e, bool with_plain,
                              EventSets& below) const {
  const auto counts = [&](const Event& x) {
    return with_plain || !x.is_plain();
  };
  if (e.reads && !Graph::is_init(e.rf) && counts(graph_[e.rf]))
    add(e.rf, below);
  if (!e.writes || e.co < 0) return;
  const auto& location = graph_.location(e.label.location);
  for (std::uint32_t rest = location.threads; rest != 0; rest &= rest - 1) {
    const auto t = static_cast<unsigned>(__builtin_ctz(rest));
    Slot y = location.last[t];
    while (y != graph::no_slot &&
           (graph_.shown(graph_[y]) >= e.co || !counts(graph_[y])))
      y = graph_[y].previous;
    add(y, below);
  }
}

}  // namespace vmalock::explore

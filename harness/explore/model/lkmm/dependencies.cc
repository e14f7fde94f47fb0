// SPDX-License-Identifier: MIT
// As linux-kernel.cat has it; what the calls of a lock make is in runtime.h.
#include "harness/explore/model/lkmm/lkmm.h"

#include <algorithm>

#include "harness/base/check.h"
#include "harness/explore/model/rcu_label.h"
#include "harness/explore/run/memory.h"
#include "harness/explore/run/threads.h"

namespace vmalock::explore {

Reads last_read(const Graph& graph, unsigned thread, const ThreadData& t) {
  if (t.position == 0) return {};
  const Event& e =
      graph[graph.thread(thread)[static_cast<std::size_t>(t.position) - 1]];
  return e.reads || e.promised || is_srcu_lock(e.label) ? Reads::of(t.position)
                                                        : Reads();
}

bool computes(const State& state, Slot rmw) {
  const Label& label = state.graph[rmw].label;
  if (label.op == Op::rmw) return label.rmw_op != RmwOp::exchange;
  return label.op != Op::cas && state.model.dependencies[rmw].own;
}

Slot told_by(const State& state, const Event& e) {
  Slot source = e.rf;
  while (source != graph::no_slot && state.graph[source].thread == e.thread &&
         !Graph::is_init(source)) {
    const Event& own = state.graph[source];
    source = own.reads && computes(state, source) ? own.rf : graph::no_slot;
  }
  return source;
}

Lifetime life_of(const State& state, unsigned t, const LogEntry& entry) {
  Lifetime life;
  life.object = entry.id;
  life.ends = entry.action == LocalAction::release;
  life.thread = t;
  life.after = static_cast<graph::Index>(entry.mark - 1);
  if (life.ends) life.reads = state.threads[t].releases[entry.value];
  return life;
}

bool is_stuck_in_section(const ThreadData& t) {
  return (t.state == ThreadStatus::blocked ||
          t.state == ThreadStatus::joining) &&
         t.rcu_depth > 0;
}

/// Gives the thread's new event what it depends on.
void Lkmm::on_add(Slot s, const Dependencies& from) {
  const ThreadData& t = runner_.running();
  if (state_.model.dependencies.size() <= s)
    state_.model.dependencies.resize(2 * std::size_t{s} + 1);
  Dependencies& d = state_.model.dependencies[s];
  d = from;
  if (!d.ctrl.empty()) state_.model.any_branch = true;
  d.addr |= t.within.addr;
  d.ctrl |= t.control;
  d.ctrl |= t.within.ctrl;
  // Another thread's, or another execution's, would order what is not ordered.
  CHECK((d.addr | d.data | d.ctrl).last() <= t.position);
  Event& e = graph_[s];
  if (!graph::may_read(e.label.op) && !graph::may_write(e.label.op)) return;
  e.label.mark = from.mark;
  e.label.locked = from.locked;
  const std::uint32_t object = graph_.location(e.label.location).object;
  // linux-kernel.cat lets a control dependency bound no plain store, since a
  // compiler might do the same store on both ways of a branch. Out of a waiting
  // loop it cannot, so there the dependency counts as one that bounds.
  if (e.is_plain() && e.label.op == Op::store) d.addr |= t.control;
  for (const auto& [known, reads] : t.pointers)
    if (known == object) d.addr |= reads;
}

/// A free stores to the object, so it depends on what such a store would.
/// Returns where the reads are kept in ThreadData::releases, which only grows:
/// entries of a log come back when a revisit is undone.
Value Lkmm::release_dependency(std::uint32_t object) {
  ThreadData& t = runner_.running();
  Reads reads = t.control | t.within.addr;
  for (const auto& [known, from] : t.pointers)
    if (known == object) reads |= from;
  const auto at = std::find(t.releases.begin(), t.releases.end(), reads);
  const auto index = static_cast<Value>(at - t.releases.begin());
  if (at == t.releases.end()) t.releases.push_back(reads);
  return index;
}

/// Everything after the exit of a waiting loop has a control dependency on its
/// last read (spin locks of litmus tests have none for herd7). A row that says
/// ctrl or addr makes a dependency of everything, or of the accesses to the
/// object, from here on.
void Lkmm::after_access(const Label& label, const CasResult& result,
                        graph::Mark mark) {
  ThreadData& t = runner_.running();
  const bool waited = waits(label.op) && mark != graph::Mark::lock;
  if (waited || label.order == Ordering::ctrl)
    t.control |= Reads::of(t.position);
  if (label.order != Ordering::addr || result.old == 0) return;
  const std::uint32_t object = memory_.pointed_to(result.old);
  if (object == ~0u) return;
  const auto at =
      std::find_if(t.pointers.begin(), t.pointers.end(),
                   [object](const auto& p) { return p.first == object; });
  if (at == t.pointers.end())
    t.pointers.emplace_back(object, Reads::of(t.position));
  else
    at->second = Reads::of(t.position);
}

/// acquire_fence is smp_acquire__after_ctrl_dep(): a control dependency on what
/// was read last, and smp_rmb. C11's other fences are none of the kernel's.
void Lkmm::check_fence(const Label& label) {
  if (label.order == Ordering::acquire_fence)
    runner_.running().control |=
        last_read(graph_, runner_.index(), runner_.running());
  if (label.order == Ordering::release_fence ||
      label.order == Ordering::acq_rel_fence)
    user_error(std::string("the kernel has no fence ") +
               std::string(name(label.order)) + " (" + label.where.file + ":" +
               std::to_string(label.where.line) +
               "); write rmb, wmb, acquire_fence or mb under lkmm");
}

}  // namespace vmalock::explore

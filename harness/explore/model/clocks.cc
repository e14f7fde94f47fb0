// SPDX-License-Identifier: MIT
#include "harness/explore/model/clocks.h"

#include "harness/base/check.h"
#include "harness/explore/run/threads.h"

namespace vmalock::explore {

namespace {

bool may_be_fence(Op op) {
  return op == Op::fence || op == Op::grace_start || op == Op::grace_end;
}

}  // namespace

bool Clocks::is_release_fence(const Event& e) const {
  return e.label.op == Op::grace_end ||
         (e.label.op == Op::fence && vmalock::is_release_fence(e.order));
}

bool Clocks::is_acquire_fence(const Event& e) const {
  return e.label.op == Op::grace_start ||
         (e.label.op == Op::fence && vmalock::is_acquire_fence(e.order));
}

Slot Clocks::acquired_by(const Event& e) const { return e.rf; }

void MemoryModel::srcu(Op, unsigned, const Access&) {
  user_error("SRCU is known under lkmm only; write --model lkmm");
}

const Block* MemoryModel::hb_now(unsigned t) const {
  const auto po = graph_.thread(t);
  const ThreadData& thread = state_.threads[t];
  if (thread.position > 0)
    return hb_of(po[static_cast<std::size_t>(thread.position) - 1]);
  return thread.start == graph::no_slot ? zero_.data() : hb_of(thread.start);
}

std::int32_t Clocks::oldest_source(Slot s) const {
  const Event& e = graph_[s];
  return graph_.floor(hb_before(e), e.label.location, s);
}

/// What tso does not reorder anything across.
bool Clocks::full_barrier(const Event& e) const {
  if (is_full_fence(e) || e.label.op == Op::spawn || e.label.op == Op::join)
    return true;
  if (e.reads && e.writes) return true;
  // On x86 a compare-exchange is a locked instruction, failed or not.
  if (e.label.op == Op::cas) return run_.options.failed_cas_is_barrier;
  return e.writes && e.order == Ordering::seq_cst;
}

/// That of the event before it in its thread.
Standing& Clocks::start_standing(Slot s, Slot pred) {
  std::vector<Standing>& standing = state_.model.standing;
  if (standing.size() <= s) standing.resize(2 * std::size_t{s} + 1);
  standing[s] = pred == graph::no_slot ? Standing{} : standing[pred];
  return standing[s];
}

void Clocks::update_clocks(Slot s) {
  Event& e = graph_[s];
  const unsigned blocks = graph_.blocks();
  const Slot pred = before(e);
  Block* prefix = graph_.prefix(s);
  const bool same_thread =
      pred != graph::no_slot && graph_[pred].thread == e.thread;
  if (pred == graph::no_slot)
    graph::clear(prefix, blocks);
  else
    graph::copy(prefix, graph_.prefix(pred), blocks);
  Standing& here = start_standing(s, same_thread ? pred : graph::no_slot);
  graph::set(prefix, e.thread, e.index);
  if (e.reads && !Graph::is_init(e.rf))
    graph::join(prefix, graph_.prefix(e.rf), blocks);
  if (full_barrier(e)) here.full_fence = e.index;
  if (e.is_seq_cst()) {
    here.sc_event = s;
    state_.model.any_seq_cst = true;
  }
  if (traits.own_hb) update_happens_before(s, pred);
  if (e.label.op == Op::join) join_child(s);
  if (e.label.op == Op::grace_end) join_sections(s);
}

/// The end of a thread counts as one more event of it, so that its last plain
/// accesses are before the join too.
void Clocks::join_child(Slot s) {
  const auto child = static_cast<unsigned>(graph_[s].label.operand);
  const auto po = graph_.thread(child);
  const Slot last = po.empty() ? state_.threads[child].start : po.back();
  const auto end = static_cast<graph::Index>(po.size() + 1);
  graph::join(graph_.prefix(s), graph_.prefix(last), graph_.blocks());
  graph::set(graph_.prefix(s), child, end);
  if (!traits.own_hb) return;
  graph::join(graph_.hb(s), graph_.hb(last), graph_.blocks());
  graph::set(graph_.hb(s), child, end);
}

void Clocks::update_happens_before(Slot s, Slot pred) {
  Event& e = graph_[s];
  const unsigned blocks = graph_.blocks();
  Block* hb = graph_.hb(s);
  if (pred == graph::no_slot)
    graph::clear(hb, blocks);
  else
    graph::copy(hb, graph_.hb(pred), blocks);
  graph::set(hb, e.thread, e.index);
  if (e.reads && acquires(e.order)) {
    const Slot source = acquired_by(e);
    if (source != graph::no_slot && graph_[source].has_message)
      graph::join(hb, graph_.message(source), blocks);
  }
  if (e.order == Ordering::ctrl) stood_in(StandIn::ctrl);
  if (e.order == Ordering::addr) stood_in(StandIn::addr);
  if (may_be_fence(e.label.op)) {
    if (is_acquire_fence(e)) join_earlier_messages(s);
    if (is_release_fence(e)) state_.model.standing[s].release_fence = s;
  }
  if (e.writes) update_message(s);
}

/// An acquire fence makes the earlier relaxed reads of its thread synchronise;
/// those before the previous acquire fence have done so there.
void Clocks::join_earlier_messages(Slot s) {
  Event& e = graph_[s];
  if (e.order == Ordering::rmb) stood_in(StandIn::rmb);
  const auto po = graph_.thread(e.thread);
  for (auto i = static_cast<std::size_t>(e.index) - 1; i-- > 0;) {
    const Event& x = graph_[po[i]];
    if (may_be_fence(x.label.op) && is_acquire_fence(x)) break;
    if (x.reads && !x.is_plain() && graph_[x.rf].has_message)
      graph::join(graph_.hb(s), graph_.message(x.rf), graph_.blocks());
  }
}

void Clocks::update_message(Slot s) {
  Event& e = graph_[s];
  const unsigned blocks = graph_.blocks();
  Block* message = graph_.message(s);
  e.has_message = false;
  if (e.is_plain()) return;
  if (releases(e.order)) {
    graph::copy(message, graph_.hb(s), blocks);
    e.has_message = true;
  } else if (const Slot fence = state_.model.standing[s].release_fence;
             fence != graph::no_slot) {
    if (graph_[fence].order == Ordering::wmb) stood_in(StandIn::wmb);
    graph::copy(message, graph_.hb(fence), blocks);
    e.has_message = true;
  }
  if (e.reads && graph_[e.rf].has_message) {
    if (e.has_message)
      graph::join(message, graph_.message(e.rf), blocks);
    else
      graph::copy(message, graph_.message(e.rf), blocks);
    e.has_message = true;
  }
}

}  // namespace vmalock::explore

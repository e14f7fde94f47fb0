// Clocks of events, computed once when an event is added and again when its
// source changes; O(threads) each.
//
// prefix: program order and reads-from (porf), what the event cannot exist
// without. hb: under sc and tso everything that communicates synchronises, so
// hb is porf. Under rc11
//   hb = (po | sw)+
//   sw = [Rel] ; ([F] ; po)? ; [W] ; (rf ; rmw)* ; rf ; [R] ; (po ; [F])? ;
//   [Acq]
// with the release sequences of C++20 (RMW chains, nothing else). A write
// carries a message: what a read that acquires it learns.
//
// lkmm has no such clock of its own: what is computed here is the part of its
// order that releases, acquires and full fences make, by which hopeless choices
// are recognised early; kernel.cc asks the model about the others.
#include "harness/explore/explorer.h"

namespace vmalock::explore {

namespace {

/// smp_wmb orders stores only and smp_rmb loads only; that is no fence of C11.
/// lkmm has no other fences but the full ones.
bool release_fence(const Event& e, bool kernel) {
  if (e.label.op == Op::grace_end) return true;
  if (e.label.op != Op::fence) return false;
  return kernel ? is_full_fence(e) : is_release_fence(e.order);
}

bool acquire_fence(const Event& e, bool kernel) {
  if (e.label.op == Op::grace_start) return true;
  if (kernel && e.label.op == Op::grace_end) return true;
  if (e.label.op != Op::fence) return false;
  return kernel ? is_full_fence(e) : is_acquire_fence(e.order);
}

}  // namespace

/// The event that `e` follows: in its thread, or the one that started it.
Slot Explorer::before(const Event& e) const {
  const Slot pred = graph_.predecessor(e);
  return pred == graph::no_slot ? threads_[e.thread]->start : pred;
}

const Block* Explorer::hb_before(const Event& e) const {
  const Slot pred = before(e);
  return pred == graph::no_slot ? zero_.data() : hb_of(pred);
}

const Block* Explorer::hb_now(unsigned t) const {
  const auto po = graph_.thread(t);
  const ThreadState& thread = *threads_[t];
  if (thread.position > 0)
    return hb_of(po[static_cast<std::size_t>(thread.position) - 1]);
  return thread.start == graph::no_slot ? zero_.data() : hb_of(thread.start);
}

/// What tso does not reorder anything across.
bool Explorer::full_barrier(const Event& e) const {
  if (is_full_fence(e) || e.label.op == Op::spawn || e.label.op == Op::join)
    return true;
  if (e.reads && e.writes) return true;
  // On x86 a compare-exchange is a locked instruction, failed or not.
  if (e.label.op == Op::cas) return options_.failed_cas_is_barrier;
  return e.writes && e.order == Ordering::seq_cst;
}

void Explorer::update_clocks(Slot s) {
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
  e.full_fence = same_thread ? graph_[pred].full_fence : graph::Index{0};
  e.sc_event = same_thread ? graph_[pred].sc_event : graph::no_slot;
  graph::set(prefix, e.thread, e.index);
  if (e.reads && !Graph::is_init(e.rf))
    graph::join(prefix, graph_.prefix(e.rf), blocks);
  if (full_barrier(e)) e.full_fence = e.index;
  if (e.is_seq_cst()) {
    e.sc_event = s;
    any_seq_cst_ = true;
  }
  if (has_own_hb()) update_happens_before(s, pred);
  if (e.label.op == Op::join) join_child(s);
  if (e.label.op == Op::grace_end && !is_kernel()) join_sections(s);
}

/// The end of a thread counts as one more event of it, so that its last plain
/// accesses are before the join too.
void Explorer::join_child(Slot s) {
  const auto child = static_cast<unsigned>(graph_[s].label.operand);
  const auto po = graph_.thread(child);
  const Slot last = po.empty() ? threads_[child]->start : po.back();
  const auto end = static_cast<graph::Index>(po.size() + 1);
  graph::join(graph_.prefix(s), graph_.prefix(last), graph_.blocks());
  graph::set(graph_.prefix(s), child, end);
  if (!has_own_hb()) return;
  graph::join(graph_.hb(s), graph_.hb(last), graph_.blocks());
  graph::set(graph_.hb(s), child, end);
}

void Explorer::update_happens_before(Slot s, Slot pred) {
  Event& e = graph_[s];
  const unsigned blocks = graph_.blocks();
  Block* hb = graph_.hb(s);
  if (pred == graph::no_slot)
    graph::clear(hb, blocks);
  else
    graph::copy(hb, graph_.hb(pred), blocks);
  graph::set(hb, e.thread, e.index);
  const bool kernel = is_kernel();
  if (e.reads && acquires(e.order) && !(kernel && depends(e.order))) {
    const Slot source = kernel ? told_by(e) : e.rf;
    if (source != graph::no_slot && graph_[source].has_message)
      graph::join(hb, graph_.message(source), blocks);
  }
  if (!kernel && e.order == Ordering::ctrl) stood_in(StandIn::ctrl);
  if (!kernel && e.order == Ordering::addr) stood_in(StandIn::addr);
  if (acquire_fence(e, kernel)) join_earlier_messages(s);
  if (release_fence(e, kernel)) e.release_fence = s;
  if (e.writes) update_message(s);
}

/// The write that the read learns from: another thread's, the initial one, or
/// none. The kernel's model has no rfi in hb, so what an own RMW has been told,
/// a read of its store is not; unless the stored value depends on the one that
/// was read (ppo: dep ; rfi).
Slot Explorer::told_by(const Event& e) const {
  Slot source = e.rf;
  while (source != graph::no_slot && graph_[source].thread == e.thread &&
         !Graph::is_init(source)) {
    const Event& own = graph_[source];
    source = own.reads && computes(source) ? own.rf : graph::no_slot;
  }
  return source;
}

/// What the RMW writes depends on what it reads.
bool Explorer::computes(Slot rmw) const {
  const Label& label = graph_[rmw].label;
  if (label.op == Op::rmw) return label.rmw_op != RmwOp::exchange;
  return label.op != Op::cas && dependencies_[rmw].own;
}

/// An acquire fence makes the earlier relaxed reads of its thread synchronise;
/// those before the previous acquire fence have done so there.
void Explorer::join_earlier_messages(Slot s) {
  Event& e = graph_[s];
  const bool kernel = is_kernel();
  if (e.order == Ordering::rmb) stood_in(StandIn::rmb);
  const auto po = graph_.thread(e.thread);
  for (auto i = static_cast<std::size_t>(e.index) - 1; i-- > 0;) {
    const Event& x = graph_[po[i]];
    if (acquire_fence(x, kernel)) break;
    if (x.reads && !x.is_plain() && graph_[x.rf].has_message)
      graph::join(graph_.hb(s), graph_.message(x.rf), graph_.blocks());
  }
}

void Explorer::update_message(Slot s) {
  Event& e = graph_[s];
  const unsigned blocks = graph_.blocks();
  Block* message = graph_.message(s);
  e.has_message = false;
  if (e.is_plain()) return;
  if (releases(e.order)) {
    graph::copy(message, graph_.hb(s), blocks);
    e.has_message = true;
  } else if (e.release_fence != graph::no_slot) {
    const Slot fence = e.release_fence;
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

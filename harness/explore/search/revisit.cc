// SPDX-License-Identifier: MIT
// Backward revisits: a new write becomes the source of a read that was there
// before it, and what was added since and is not needed by the write goes.
//
// Which graph does a revisit? Many graphs become the same one when their newer
// events are deleted; of these exactly the one does it in which all that would
// be deleted, and the read itself, was added in the maximal way: reads at the
// co-last write of what stays, writes last in coherence. For each graph can be
// extended maximally in exactly one way. So nothing is visited twice, nothing
// is missed, and nothing has to be remembered.
//
// Example: P0: a = x; b = y  beside  P1: y = 1; x = 1. The search adds
//   1  P0: a = x, reads 0     2  P0: b = y, reads 0
//   3  P1: y = 1              revisits 2: in another graph b reads 1
//   4  P1: x = 1              may revisit 1: 2 is newer, is not in the prefix
//                             of 4 (which is 3), and goes; it reads 0 although
//                             3, which stays, is co-later: so it was not added
//                             in the maximal way, and this graph does not do
//                             it.
// The graph in which b reads 1 does: there 2 is maximal. After it, a reads 1
// and 2 is added anew, with all its ways (0 and 1, as far as the model allows).
// Events in the prefix of a revisiting write are settled: a later revisit that
// deleted them would undo this one, and reach its graph from elsewhere.
#include <algorithm>

#include "harness/base/check.h"
#include "harness/explore/model/model.h"
#include "harness/explore/run/effect.h"
#include "harness/explore/search/search.h"

namespace vmalock::explore {

/// Records the reads that `s`, just placed, revisits: one scan over the graph,
/// newest event first . Reads newer than `newest_read` are left
/// out (they would keep an atomicity conflict).
void Search::find_revisits(Slot s, std::uint32_t newest_read) {
  const Event& a = graph_[s];
  const Location l = a.label.location;
  const Block* prefix = graph_.prefix(s);
  const std::int32_t place = a.co >= 0 ? a.co : graph_[a.rf].co + 1;
  const auto& co = graph_.location(l).co;
  // Of the placings of a plain write that coincide once the deleted writes are
  // gone, only the one below a write that stays counts.
  Slot successor = graph::no_slot;
  if (!a.reads && static_cast<std::size_t>(place) + 1 < co.size())
    successor = co[static_cast<std::size_t>(place) + 1];
  if (top_.size() < graph_.locations()) top_.resize(graph_.locations(), -1);

  const std::size_t begin = state_.alternatives.size();
  const auto order = graph_.order();
  for (std::size_t i = order.size(); i-- > 0;) {
    const Slot x = order[i];
    const Event& e = graph_[x];
    if (e.index <= graph::at(prefix, e.thread)) continue;
    // From here on: x would be deleted by a revisit of an older read, so it
    // must have been added in the maximal way with respect to a.
    if (settled(e) || !e.maximal) break;
    if (e.reads || e.writes) {
      const Location at = e.label.location;
      if (top_[at] < 0) {
        top_[at] = graph_.floor(prefix, at, s);
        top_known_.push_back(at);
      }
      const std::int32_t shown = e.reads ? graph_[e.rf].co : e.co;
      if (shown < top_[at]) break;
      if (e.reads && at == l && e.stamp <= newest_read &&
          graph_.floor(model_.hb_before(e), l) < place)
        state_.alternatives.push_back({x, {}});
    }
    if (x == successor) break;
  }
  for (const Location at : top_known_) top_[at] = -1;
  top_known_.clear();
  push_choice(Choice::Kind::revisit, s, begin);
}

/// Lets `read` read from `write`. False: the result is not consistent.
bool Search::revisit(Slot read, Slot write) {
  if (state_.undos_used == state_.undos.size()) state_.undos.emplace_back();
  Undo& undo = state_.undos[state_.undos_used++];
  Event& r = graph_[read];
  undo.read = read;
  undo.write = write;
  undo.keep = r.stamp + 1;
  undo.settled = state_.settled;
  undo.old_read = r;
  const auto order = graph_.order();
  undo.tail.assign(order.begin() + undo.keep, order.end());
  take_out_deleted(undo);

  if (r.co > 0) graph_.remove_co(read);
  Event& w = graph_[write];
  if (w.co < 0)
    graph_.insert_co(write, static_cast<std::size_t>(graph_[w.rf].co) + 1);
  graph::join(state_.settled.data(), graph_.prefix(write), graph_.blocks());

  const auto& co = graph_.location(r.label.location).co;
  const auto place = static_cast<std::size_t>(w.co);
  r.maximal = place + 1 == co.size();
  state_.threads[r.thread].state = ThreadStatus::stale;
  const bool unknown = row(r.label.op).by_function;
  Effect does;
  if (!unknown) does = effect(graph_, r.label, {}, w.value);
  set_rf(read, write, does);
  r.pending = unknown;
  model_.update_clocks(read);
  if (does.writes) graph_.insert_co(read, place + 1);
  state_.choices.push_back(
      {Choice::Kind::undo, read, static_cast<std::uint32_t>(graph_.size()),
       static_cast<std::uint32_t>(state_.alternatives.size()), 0, 0});
  if (does.writes) find_revisits(read);
  if (unknown) {
    // Judged when the effect is known (complete()): until then the read has
    // the order of a failure, which may be the stronger one.
    state_.pending = read;
    return true;
  }
  return model_.consistent_at(read) && model_.consistent_at(write);
}

/// Unlinks everything newer than the read that the write does not need.
void Search::take_out_deleted(Undo& undo) {
  const Block* prefix = graph_.prefix(undo.write);
  undo.deleted.clear();
  undo.kept.clear();
  undo.co.clear();
  undo.co_sizes.clear();
  undo.logs_used = 0;
  save_co(undo, graph_[undo.read].label.location);
  for (const Slot x : undo.tail) {
    const Event& e = graph_[x];
    if (e.index <= graph::at(prefix, e.thread)) {
      undo.kept.push_back(x);
    } else {
      undo.deleted.push_back(x);
      if (e.co > 0) save_co(undo, e.label.location);
    }
  }
  for (std::size_t i = undo.deleted.size(); i-- > 0;) {
    const Slot x = undo.deleted[i];
    const Event& e = graph_[x];
    state_.threads[e.thread].state = ThreadStatus::stale;
    if (e.label.op == Op::spawn) {
      const auto child = static_cast<unsigned>(e.label.operand);
      state_.threads[child].state = ThreadStatus::absent;
      save_log(undo, child, 0);
    }
    if (e.co > 0) graph_.remove_co(x);
    graph_.unlink(x);
    save_log(undo, e.thread, e.plain_before);
  }
  const Event& r = graph_[undo.read];
  save_log(undo, r.thread, r.plain_before);
  graph_.set_order_tail(undo.keep, undo.kept);
}

void Search::save_co(Undo& undo, Location l) {
  for (const auto& [saved, size] : undo.co_sizes)
    if (saved == l) return;
  const auto& co = graph_.location(l).co;
  undo.co.insert(undo.co.end(), co.begin(), co.end());
  undo.co_sizes.emplace_back(l, static_cast<std::uint32_t>(co.size()));
}

/// Takes a thread's local actions back down to `size`, to be redone later.
/// The newest come first, over any number of calls for the same thread.
void Search::save_log(Undo& undo, unsigned t, std::uint32_t size) {
  auto& log = state_.threads[t].log;
  std::size_t i = 0;
  while (i < undo.logs_used && undo.logs[i].thread != t) ++i;
  if (i == undo.logs_used) {
    if (undo.logs_used == undo.logs.size()) undo.logs.emplace_back();
    ++undo.logs_used;
    undo.logs[i].thread = t;
    undo.logs[i].entries.clear();
  }
  undo.logs[i].base = size;
  while (log.size() > size) {
    log_.undo(t, log.back());
    undo.logs[i].entries.push_back(log.back());
    log.pop_back();
  }
}

/// Takes the newest backward revisit back.
void Search::restore() {
  state_.memory_stale = memory_.allocates();
  Undo& undo = state_.undos[--state_.undos_used];
  graph_[undo.read] = undo.old_read;
  for (const Slot x : undo.deleted) {
    graph_.relink(x);
    const Event& e = graph_[x];
    if (e.label.op == Op::spawn) {
      state_.threads[e.label.operand].start = x;
      state_.threads[e.label.operand].state = ThreadStatus::stale;
    }
    state_.threads[e.thread].state = ThreadStatus::stale;
  }
  state_.threads[undo.old_read.thread].state = ThreadStatus::stale;
  graph_.set_order_tail(undo.keep, undo.tail);
  std::size_t from = 0;
  for (const auto& [l, size] : undo.co_sizes) {
    graph_.assign_co(l, std::span(undo.co).subspan(from, size));
    from += size;
  }
  state_.settled = undo.settled;
  model_.update_clocks(undo.read);
  for (std::size_t i = 0; i < undo.logs_used; ++i) {
    Undo::LogTail& saved = undo.logs[i];
    ThreadData& t = state_.threads[saved.thread];
    log_.truncate(saved.thread, saved.base);
    for (std::size_t j = saved.entries.size(); j-- > 0;) {
      log_.redo(saved.thread, saved.entries[j]);
      t.log.push_back(saved.entries[j]);
    }
  }
}

}  // namespace vmalock::explore

// SPDX-License-Identifier: MIT
#include "harness/explore/run/accesses.h"

#include <utility>

#include "harness/base/check.h"
#include "harness/explore/run/effect.h"
#include "harness/explore/run/threads.h"
#include "harness/explore/tell/errors.h"
#include "harness/explore/tell/token.h"

namespace vmalock::explore {

namespace {
constexpr Dependencies nothing;
}

CasResult Accesses::access(const Label& label, const Functions& functions,
                           const Dependencies* from) {
  if (runner_.in_main()) return memory_.main_access(label, functions);
  ThreadData& t = runner_.running();
  if (!from) from = &nothing;
  const CasResult result = is_known() ? replay(t, label, functions)
                                      : add_access(t, label, functions, *from);
  if (model_.traits.tracks_dependencies)
    model_.after_access(label, result, from->mark);
  return result;
}

/// In front of the next new event, if the guide wants that.
void Accesses::stand() {
  if (guide().one_at_a_time) guide().stand(ThreadStatus::ready);
}

bool Accesses::is_known() const {
  return static_cast<std::size_t>(runner_.running().position) <
         graph_.length(runner_.index());
}

CasResult Accesses::replay(ThreadData& t, const Label& label,
                           const Functions& functions) {
  if (rebuilding_) runner_.stand(ThreadStatus::ready);
  const Slot s =
      graph_.thread(runner_.index())[static_cast<std::size_t>(t.position)];
  if (!graph_[s].label.same_as(label))
    errors_.nondeterministic(graph_[s], {label.site, label.where});
  ++t.position;
  if (label.op == Op::grace_end && graph_[s].value != 0) {
    t.state = ThreadStatus::held;
    runner_.abandon();
  }
  if (graph_[s].pending) complete(s, functions);
  const Event& e = graph_[s];
  if (e.blocked) {
    t.state = ThreadStatus::blocked;
    runner_.abandon();
  }
  if (!e.reads && !e.promised) return {0, true};
  return {graph_.value_read(e), e.writes};
}

/// Computes the effect of a read whose source was changed and whose function
/// only the running thread knows.
void Accesses::complete(Slot s, const Functions& functions) {
  Event& e = graph_[s];
  CHECK(state_.pending == s);
  state_.pending = graph::no_slot;
  e.pending = false;
  const Effect does = effect(graph_, e.label, functions, graph_.value_read(e));
  if (e.promised) {
    if (model_.complete_promise(s, does)) return;
    run_.dropped = true;
    runner_.abandon();
  }
  search_.set_rf(s, e.rf, does);
  model_.update_clocks(s);
  if (does.writes) {
    graph_.insert_co(s, static_cast<std::size_t>(graph_[e.rf].co) + 1);
    search_.find_revisits(s);
  }
  // No later write can satisfy a wait that may not be revisited any more.
  const bool stuck = does.blocks && (!e.maximal || search_.settled(e));
  if (stuck || !model_.consistent_at(s) || !model_.consistent_at(e.rf)) {
    run_.dropped = true;
    runner_.abandon();
  }
  model_.check_access(s);
}

Slot Accesses::add_event(ThreadData& t, const Label& label,
                         const Dependencies& from) {
  const int most = model_.traits.max_events;
  if (t.position >= most ||
      static_cast<unsigned>(t.position) >= run_.options.max_events)
    log_.cut_thread({label.site, label.where});
  const Slot s = graph_.append(runner_.index(), label);
  graph_[s].plain_before = static_cast<std::uint32_t>(t.log.size());
  if (model_.traits.tracks_dependencies) model_.on_add(s, from);
  ++t.position;
  ++run_.result.events;
  if (guide().is_last_step) [[unlikely]] {
    guide().is_last_step = false;
    vmalock_replay_stop();
  }
  return s;
}

/// Leaves the thread standing in front of a wait that the co-last write does
/// not satisfy, until it does or nothing else can run.
void Accesses::put_off_wait(ThreadData& t, const Label& label,
                            const Functions& functions) {
  t.forced = false;
  t.wait_label = &label;
  t.wait_functions = &functions;
  if (guide().one_at_a_time) {
    runner_.stand(ThreadStatus::waiting);
    return;
  }
  while (!t.forced && effect(graph_, label, functions,
                             graph_.value(graph_.co_last(label.location)))
                          .blocks) {
    t.state = ThreadStatus::waiting;
    runner_.suspend();
  }
  t.state = ThreadStatus::ready;
}

CasResult Accesses::add_access(ThreadData& t, const Label& label,
                               const Functions& functions,
                               const Dependencies& from) {
  if (rebuilding_) runner_.abandon();
  if (model_.traits.tracks_dependencies && !model_.may_follow(label)) {
    run_.dropped = true;
    t.state = ThreadStatus::stale;  // it is not among those that lose an event
    runner_.abandon();
  }
  if (functions.holds || functions.update) check_function(label, functions);
  if (waits(label.op)) {
    model_.before_wait();
    put_off_wait(t, label, functions);
  } else {
    stand();
  }
  const Slot s = add_event(t, label, from);
  if (label.op == Op::store) {
    Event& e = graph_[s];
    e.writes = true;
    e.value = label.operand & mask(graph_.location(label.location).width);
    model_.update_clocks(s);
    guide().choose_place(s);
    model_.check_access(s);
    guide().added(s);
    return {0, true};
  }
  guide().choose_source(s, functions);
  model_.check_access(s);
  const Event& e = graph_[s];
  const CasResult result{graph_.value_read(e), e.writes};
  if (e.blocked) {
    t.state = ThreadStatus::blocked;
    runner_.abandon();
  }
  if (result.done) guide().added(s);
  return result;
}

void Accesses::fence(const Label& label) {
  if (runner_.in_main()) return;
  model_.check_fence(label);
  mark(label);
}

/// An event that accesses nothing. False if it is replayed.
bool Accesses::mark(const Label& label, bool stands_already,
                    const Dependencies* from) {
  ThreadData& t = runner_.running();
  if (is_known()) {
    replay(t, label, {});
    return false;
  }
  if (rebuilding_) runner_.abandon();
  // Waits for other threads and for readers stand already.
  if (!stands_already) stand();
  model_.update_clocks(add_event(t, label, from ? *from : nothing));
  return true;
}

Value Accesses::choose(const Label& label) {
  ThreadData& t = runner_.running();
  if (is_known()) {
    const auto at = static_cast<std::size_t>(t.position);
    replay(t, label, {});
    return graph_[graph_.thread(runner_.index())[at]].value;
  }
  if (rebuilding_) runner_.abandon();
  stand();
  const Slot s = add_event(t, label, nothing);
  model_.update_clocks(s);
  return graph_[s].value =
             guide().choose_value(s, static_cast<std::size_t>(label.operand));
}

/// Objects that threads made exist in another explorer's memory only, or were
/// overwritten by another branch of this one's search. Runs all threads through
/// their events, each event after what it needs, so that nothing is used before
/// it is made; then everything can run in any order.
void Accesses::rebuild_memory() {
  rebuilding_ = true;
  const Slot pending = std::exchange(state_.pending, graph::no_slot);
  for (const Slot s : linearise(state_)) {
    const unsigned t = graph_[s].thread;
    if (state_.threads[t].state == ThreadStatus::stale) runner_.resume(t);
    if (run_.over || s == pending) continue;
    if (state_.threads[t].state == ThreadStatus::ready) runner_.resume(t);
  }
  rebuilding_ = false;
  state_.pending = pending;
  for (ThreadData& t : state_.threads)
    if (t.state != ThreadStatus::absent) t.state = ThreadStatus::stale;
}

// ---- threads that threads start

unsigned Accesses::spawn(void (*run)(void*), void* argument,
                         const Access& access) {
  // The child may be run again before the parent is.
  const unsigned child = runner_.child(run, argument);
  Label label;
  label.op = Op::spawn;
  label.operand = child;
  label.site = access.site;
  label.where = access.where;
  if (mark(label)) {
    state_.threads[child].start = graph_.thread(runner_.index()).back();
    state_.threads[child].state = ThreadStatus::stale;
  }
  return child;
}

void Accesses::join(unsigned child, const Access& access) {
  ThreadData& t = runner_.running();
  Label label;
  label.op = Op::join;
  label.operand = child;
  label.site = access.site;
  label.where = access.where;
  if (!is_known()) {
    t.joined = child;
    model_.before_wait();
    const ThreadData& joined = state_.threads[child];
    while (guide().one_at_a_time || joined.state != ThreadStatus::finished) {
      t.state = ThreadStatus::joining;
      runner_.suspend();
      if (joined.state == ThreadStatus::finished) break;
    }
    t.state = ThreadStatus::ready;
  }
  mark(label, true);
}

}  // namespace vmalock::explore

// RCU without hidden fences. Under lkmm sections and grace periods are marks in
// the graph, and the model's axiom decides (kernel.cc); what follows is how sc,
// tso and rc11 do it.
//
// The law (Alglave, Maranget, McKenney, Parri, Stern, ASPLOS 2018): for every
// grace period and every read section, either the section sees what precedes
// the grace period, or what follows the grace period comes after the section.
//
// One location G counts grace periods. Its cells never meet the program's.
//   grace_start  RMW of G, release: numbers the grace period
//   rcu_lock     acquire read of G: which grace periods have begun before
//   rcu_unlock   a mark
//   grace_end    waits for every section whose lock read an older G, and
//                learns what their unlocks know; a full barrier
// So a section that reads G at or after a grace period's number sees all that
// precedes it (acquire and release), and any other section ends before the
// grace period does. Readers get no ordering among themselves from this.
//
// grace_end has no alternatives: what it waits for follows from the graph. It
// is put off until nothing else can run, the oldest first. Then a section that
// is added later follows the end of some grace period that is at least as new,
// so no later section may read an older G than a grace period that has ended,
// and grace_end never has to be revisited.
#include <algorithm>

#include "harness/explore/explorer.h"

namespace vmalock::explore {

using State = ThreadState::State;

Location Explorer::grace_location() {
  if (!grace_location_) {
    grace_location_ = graph_.add_location(8, "grace periods");
    graph_.location(*grace_location_).internal = true;
    graph_.set_initial(*grace_location_, true, 0);
  }
  return *grace_location_;
}

Label Explorer::rcu_label(Op op, Ordering order, const Access& access) {
  Label label;
  label.op = op;
  label.order = label.failure = order;
  label.location = grace_location();
  label.site = access.site;
  label.where = access.where;
  return label;
}

void Explorer::rcu_lock(const Access& access) {
  if (in_main()) return;
  if (running_->rcu_depth++ > 0) return;
  if (is_kernel()) {
    mark(rcu_label(Op::rcu_lock, Ordering::relaxed, access));
    return;
  }
  this->access(rcu_label(Op::rcu_lock, Ordering::acquire, access), {});
}

void Explorer::rcu_unlock(const Access& access) {
  if (in_main()) return;
  if (running_->rcu_depth == 0)
    fail(ErrorKind::lock_misuse, "rcu_read_unlock without rcu_read_lock",
         access);
  if (--running_->rcu_depth > 0) return;
  mark(rcu_label(Op::rcu_unlock, Ordering::relaxed, access));
}

void Explorer::synchronize_rcu(const Access& access) {
  if (in_main()) return;
  if (running_->rcu_depth > 0)
    fail(ErrorKind::deadlock,
         "synchronize_rcu inside a read section waits for itself", access);
  if (is_kernel()) {
    any_rcu_sync_ = true;
    end_or_hold(rcu_label(Op::grace_end, Ordering::mb, access));
    return;
  }
  stood_in(StandIn::rcu);
  this->access(rcu_label(Op::grace_start, Ordering::release, access), {});
  const Label end = rcu_label(Op::grace_end, Ordering::mb, access);
  ThreadState& t = *running_;
  if (static_cast<std::size_t>(t.position) >= graph_.length(running_index_)) {
    t.state = State::grace;
    t.fiber.suspend();
    t.state = State::ready;
  }
  mark(end);
}

/// The unlock of the newest section of thread t that began before the grace
/// period at `place`: no_slot if there is none; `open` if it has not ended.
Slot Explorer::older_section(unsigned t, std::int32_t place, bool& open) const {
  open = false;
  const auto& location = graph_.location(*grace_location_);
  Slot s = location.last[t];
  while (s != graph::no_slot && (graph_[s].label.op != Op::rcu_lock ||
                                 graph_.shown(graph_[s]) >= place))
    s = graph_[s].previous;
  if (s == graph::no_slot) return graph::no_slot;
  const auto po = graph_.thread(t);
  for (auto i = static_cast<std::size_t>(graph_[s].index); i < po.size(); ++i)
    if (graph_[po[i]].label.op == Op::rcu_unlock) return po[i];
  open = true;
  return graph::no_slot;
}

/// The thread whose grace period is the oldest one that waits and can end, or
/// main_thread.
unsigned Explorer::next_grace_period() {
  unsigned best = main_thread;
  std::int32_t best_place = 0;
  for (unsigned t = 0; t < threads_.size(); ++t) {
    if (threads_[t]->state != State::grace) continue;
    const std::int32_t place = graph_[graph_.thread(t).back()].co;
    if (best == main_thread || place < best_place) {
      best = t;
      best_place = place;
    }
  }
  if (best == main_thread) return best;
  for (unsigned t = 0; t < threads_.size(); ++t) {
    bool open = false;
    older_section(t, best_place, open);
    if (open) return main_thread;
  }
  return best;
}

/// Calls visit(unlock) for each section that the grace period `end` waited
/// for (the newest one of each thread).
template <class Visit>
void Explorer::for_each_waited(const Event& end, Visit visit) const {
  const Event& start = graph_[graph_.predecessor(end)];
  for (unsigned t = 0; t < threads_.size(); ++t) {
    bool open = false;
    const Slot unlock = older_section(t, start.co, open);
    if (unlock != graph::no_slot) visit(unlock);
  }
}

void Explorer::join_sections(Slot s) {
  const Event& e = graph_[s];
  for_each_waited(e, [&](Slot unlock) {
    graph::join(graph_.prefix(s), graph_.prefix(unlock), graph_.blocks());
    if (options_.model == Model::rc11)
      graph::join(graph_.hb(s), graph_.hb(unlock), graph_.blocks());
  });
}

void Explorer::raise_sections(const Event& end, graph::Clock& below) const {
  for_each_waited(end, [&](Slot unlock) {
    const Event& u = graph_[unlock];
    if (below[u.thread] < u.index) below.set(u.thread, u.index);
  });
}

/// No new section may be older than a grace period that has ended.
std::int32_t Explorer::newest_ended_grace_period() const {
  std::int32_t newest = 0;
  for (unsigned t = 0; t < threads_.size(); ++t) {
    const auto po = graph_.thread(t);
    for (std::size_t i = po.size(); i-- > 0;) {
      if (graph_[po[i]].label.op != Op::grace_end) continue;
      newest = std::max(newest, graph_[po[i - 1]].co);
      break;
    }
  }
  return newest;
}

namespace {

struct Callback {
  void (*call)(void (*)(void*), void*);
  void (*fn)(void*);
  void* object;
  Access access;
};

void run_callback(void* argument) {
  const Callback callback = *static_cast<Callback*>(argument);
  Explorer::current().synchronize_rcu(callback.access);
  callback.call(callback.fn, callback.object);
}

}  // namespace

void Explorer::call_rcu(void (*call)(void (*fn)(void*), void* object),
                        void (*fn)(void*), void* object, const Access& access) {
  if (in_main()) {
    call(fn, object);
    return;
  }
  // The arena keeps the callback at the same place in every execution.
  allocates_ = true;
  auto* callback = reinterpret_cast<Callback*>(
      arena_.bump(running_index_, sizeof(Callback), alignof(Callback)));
  *callback = {call, fn, object, access};
  spawn(&run_callback, callback, access);
}

}  // namespace vmalock::explore

// SPDX-License-Identifier: MIT
#include "harness/models/lkmm_events.h"

#include <algorithm>
#include <optional>

namespace vmalock::models::linux_kernel {
namespace {

using graph::EventKind;
using graph::Execution;
using graph::ExecutionEvent;
using graph::Mark;

std::size_t events_of(const ExecutionEvent& e) {
  if (e.kind == EventKind::fence) return 0;
  return e.kind == EventKind::rmw ? 2 : 1;
}

std::optional<Fence> fence_of(const ExecutionEvent& e) {
  switch (e.mark) {
    case Mark::before_atomic:
      return Fence::before_atomic;
    case Mark::after_atomic:
      return Fence::after_atomic;
    case Mark::after_spinlock:
      return Fence::after_spinlock;
    case Mark::after_unlock_lock:
      return Fence::after_unlock_lock;
    case Mark::after_srcu_read_unlock:
      return Fence::after_srcu_read_unlock;
    case Mark::barrier:
      return Fence::barrier;
    default:
      break;
  }
  switch (e.order) {
    case Ordering::rmb:
      return Fence::rmb;
    case Ordering::wmb:
      return Fence::wmb;
    case Ordering::mb:
      return Fence::mb;
    default:
      return std::nullopt;
  }
}

}  // namespace

std::size_t event_count(const Execution& x) {
  std::size_t n = 0;
  for (const ExecutionEvent& e : x.events) n += events_of(e);
  return n;
}

template <std::size_t words>
Events<words>::Events(const Execution& x)
    : n(event_count(x)),
      po(n),
      loc(n),
      po_loc(n),
      int_(n),
      ext(n),
      rf(n),
      rfe(n),
      rfi(n),
      co(n),
      fr(n),
      rmw(n),
      rcu_rscs(n),
      srcu_rscs(n),
      addr(n),
      data(n),
      ctrl(n),
      ids_(n),
      first_(x.events.size()) {
  all = Set::range(0, n);
  for (std::size_t begin = 0; begin < x.events.size();) {
    std::size_t end = begin;
    while (end < x.events.size() &&
           x.events[end].thread == x.events[begin].thread)
      ++end;
    add_thread(x, begin, end);
    begin = end;
  }
  M = R | W;
  Marked = all - Plain;
  add_locations(x);
  add_communication(x);
  match_rcu(x);
  add_dependencies(x);
}

/// The events [begin, end) of the Execution are one thread.
template <std::size_t words>
void Events<words>::add_thread(const Execution& x, std::size_t begin,
                               std::size_t end) {
  std::size_t next =
      begin == 0 ? 0 : first_[begin - 1] + events_of(x.events[begin - 1]);
  const std::size_t thread_begin = next;
  for (std::size_t i = begin; i < end; ++i) {
    first_[i] = next;
    for (std::size_t k = 0; k < events_of(x.events[i]); ++k)
      ids_[next++] = static_cast<EventId>(i);
    add_event(x.events[i], first_[i]);
  }
  const Set thread = Set::range(thread_begin, next);
  for (std::size_t e = thread_begin; e < next; ++e) {
    po.add(e, Set::range(e + 1, next));
    int_.add(e, thread);
    ext.add(e, all - thread);
  }
  for (std::size_t i = begin; i < end; ++i)
    add_fence(x.events[i], first_[i], thread_begin, next);
}

template <std::size_t words>
void Events<words>::add_event(const ExecutionEvent& e, std::size_t first) {
  const std::size_t read = first;
  const std::size_t write = e.kind == EventKind::rmw ? first + 1 : first;
  const bool acquires =
      e.order == Ordering::acquire || e.order == Ordering::acq_rel;
  const bool releases =
      e.order == Ordering::release || e.order == Ordering::acq_rel;
  switch (e.kind) {
    case EventKind::fence:
      return;
    case EventKind::rcu_lock:
      (e.location == 0 ? Rcu_lock : Srcu_lock).add(first);
      return;
    case EventKind::rcu_unlock:
      (e.location == 0 ? Rcu_unlock : Srcu_unlock).add(first);
      return;
    case EventKind::rcu_sync:
      (e.location == 0 ? Sync_rcu : Sync_srcu).add(first);
      return;
    default:
      break;
  }
  if (e.reads()) {
    R.add(read);
    if (acquires) Acquire.add(read);
    if (e.mark == Mark::noreturn) Noreturn.add(read);
    if (e.failed_rmw) RMW.add(read);
  }
  if (e.writes()) {
    W.add(write);
    if (releases) Release.add(write);
    if (e.mark == Mark::unlock) UL.add(write);
  }
  if (e.order == Ordering::plain) Plain.add(first);
  if (e.kind != EventKind::rmw) return;
  rmw.add(read, write);
  if (e.mark == Mark::lock) {
    LKR.add(read);
    LKW.add(write);
  } else {
    RMW.add(read);
    RMW.add(write);
    if (e.order == Ordering::seq_cst) Mb |= Set::range(read, write + 1);
  }
}

template <std::size_t words>
void Events<words>::add_fence(const ExecutionEvent& e, std::size_t event,
                              std::size_t thread_begin,
                              std::size_t thread_end) {
  if (e.kind == EventKind::rmw && e.order == Ordering::seq_cst) {
    for (const std::size_t place : {event, event + 2})
      fences_.push_back({Fence::around_rmw, Set::range(thread_begin, place),
                         Set::range(place, thread_end)});
  }
  if (e.kind != EventKind::fence) return;
  if (const std::optional<Fence> kind = fence_of(e))
    fences_.push_back({*kind, Set::range(thread_begin, event),
                       Set::range(event, thread_end)});
}

template <std::size_t words>
auto Events<words>::fencerel(std::initializer_list<Fence> kinds) const
    -> Relation {
  Relation r(n);
  for (const Between& f : fences_)
    if (std::find(kinds.begin(), kinds.end(), f.kind) != kinds.end())
      f.before.for_each([&](std::size_t e) { r.add(e, f.after); });
  return r;
}

/// An SRCU domain is a location of its own kind.
template <std::size_t words>
void Events<words>::add_locations(const Execution& x) {
  std::vector<Set> accesses(x.init.size()), domains;
  const auto place = [&](std::size_t e) -> Set* {
    const ExecutionEvent& event = x.events[static_cast<std::size_t>(ids_[e])];
    if (event.accesses()) return &accesses[event.location];
    if (event.location == 0) return nullptr;
    if (domains.size() <= event.location) domains.resize(event.location + 1);
    return &domains[event.location];
  };
  for (std::size_t e = 0; e < n; ++e)
    if (Set* same = place(e)) same->add(e);
  for (std::size_t e = 0; e < n; ++e)
    if (const Set* same = place(e)) loc.add(e, *same);
  po_loc = po & loc;
}

template <std::size_t words>
void Events<words>::add_communication(const Execution& x) {
  const auto write_of = [&](std::int32_t event) {
    const auto i = static_cast<std::size_t>(event);
    return first_[i] + events_of(x.events[i]) - 1;
  };
  for (std::size_t i = 0; i < x.events.size(); ++i) {
    const ExecutionEvent& e = x.events[i];
    if (e.reads() && e.rf >= 0) rf.add(write_of(e.rf), first_[i]);
  }
  std::vector<Set> written(x.co.size());
  for (std::size_t l = 0; l < x.co.size(); ++l) {
    Set later;
    for (std::size_t i = x.co[l].size(); i-- > 0;) {
      const std::size_t w = write_of(x.co[l][i]);
      co.add(w, later);
      later.add(w);
    }
    written[l] = later;
  }
  fr = rf.inverse() * co;
  for (std::size_t i = 0; i < x.events.size(); ++i) {
    const ExecutionEvent& e = x.events[i];
    if (e.reads() && e.rf == graph::init_write && e.location < written.size())
      fr.add(first_[i], written[e.location]);
  }
  rfe = rf & ext;
  rfi = rf & int_;
}

template <std::size_t words>
void Events<words>::add_dependencies(const Execution& x) {
  const auto copy = [&](const graph::EventPairs& pairs, Relation& to,
                        bool to_write) {
    for (const auto& [from, event] : pairs) {
      const auto i = static_cast<std::size_t>(event);
      const std::size_t source = first_[static_cast<std::size_t>(from)];
      const std::size_t last = first_[i] + events_of(x.events[i]);
      for (std::size_t e = to_write ? last - 1 : first_[i]; e < last; ++e)
        to.add(source, e);
    }
  };
  copy(x.addr, addr, false);
  copy(x.data, data, true);
  copy(x.ctrl, ctrl, false);

  const Relation carry_srcu_data = (data * (all - Srcu_unlock) * rf).star();
  srcu_rscs = (Srcu_lock * carry_srcu_data * data * Srcu_unlock) & loc;

  // Dependencies are carried through memory that only this thread has used.
  const Relation carry_dep = (data * (all - Srcu_unlock) * rfi).star();
  addr = carry_dep * addr;
  ctrl = carry_dep * ctrl;
  data = carry_dep * data;
}

/// Locks and unlocks of RCU match like parentheses.
template <std::size_t words>
void Events<words>::match_rcu(const Execution& x) {
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < x.events.size(); ++i) {
    if (i > 0 && x.events[i].thread != x.events[i - 1].thread) open.clear();
    if (x.events[i].location != 0) continue;
    if (x.events[i].kind == EventKind::rcu_lock) open.push_back(first_[i]);
    if (x.events[i].kind == EventKind::rcu_unlock && !open.empty()) {
      rcu_rscs.add(open.back(), first_[i]);
      open.pop_back();
    }
  }
}

template struct Events<1>;
template struct Events<2>;
template struct Events<3>;
template struct Events<4>;

}  // namespace vmalock::models::linux_kernel

// SPDX-License-Identifier: MIT
#include "harness/models/hardware_events.h"

#include <algorithm>

#include "harness/base/check.h"

namespace vmalock::models::hardware {
namespace {

using graph::EventKind;
using graph::Execution;
using graph::ExecutionEvent;

std::size_t events_of(const ExecutionEvent& e) {
  return e.kind == EventKind::rmw ? 2 : e.accesses() ? 1 : 0;
}

std::size_t event_count(const Execution& x) {
  std::size_t n = 0;
  for (const ExecutionEvent& e : x.events) n += events_of(e);
  if (n > max_rel_events)
    user_error(
        "an execution has more than 64 accesses, the limit of the "
        "models of machines; use fewer threads");
  return n;
}

}  // namespace

Events::Events(const Execution& x)
    : n(event_count(x)),
      all(EventSet::range(0, n)),
      po(n),
      po_loc(n),
      int_(n),
      ext(n),
      rf(n),
      rfe(n),
      rfi(n),
      co(n),
      coe(n),
      fr(n),
      fre(n),
      same_source(n),
      rmw(n),
      amo(n),
      cas(n),
      addr(n),
      data(n),
      ctrl(n),
      store_exclusive_ctrl(n),
      amo_data(n) {
  add_events(x);
  add_thread_relations(x);
  add_communication(x);
  add_dependencies(x);
}

void Events::add_events(const Execution& x) {
  for (std::size_t i = 0; i < x.events.size(); ++i) {
    first_.push_back(ids_.size());
    ids_.resize(ids_.size() + events_of(x.events[i]), static_cast<EventId>(i));
    add_event(x.events[i], first_[i]);
  }
  M = R | W;
}

void Events::add_event(const ExecutionEvent& e, std::size_t first) {
  const graph::Instruction& i = e.instruction;
  if (e.reads()) {
    R.add(first);
    if (i.acquire) A.add(first);
    if (i.no_return) NoRet.add(first);
    if (i.exclusive) X.add(first);
    if (e.failed_rmw) Locked.add(first);
  }
  const std::size_t write = e.kind == EventKind::rmw ? first + 1 : first;
  if (e.writes()) {
    W.add(write);
    if (i.release) L.add(write);
    if (i.exclusive) X.add(write);
  }
  if (e.kind != EventKind::rmw) return;
  Locked.add(first);
  Locked.add(write);
  rmw.add(first, write);
  if (i.exclusive) return;
  amo.add(first, write);
  if (i.compares) cas.add(first, write);
}

void Events::add_thread_relations(const Execution& x) {
  const auto event = [&](std::size_t e) -> const ExecutionEvent& {
    return x.events[static_cast<std::size_t>(ids_[e])];
  };
  for (std::size_t a = 0; a < n; ++a)
    for (std::size_t b = 0; b < n; ++b) {
      (event(a).thread == event(b).thread ? int_ : ext).add(a, b);
      if (event(a).thread != event(b).thread || b <= a) continue;
      po.add(a, b);
      if (event(a).location == event(b).location) po_loc.add(a, b);
    }
  for (std::size_t i = 0; i < x.events.size(); ++i) {
    const ExecutionEvent& fence = x.events[i];
    if (fence.kind != EventKind::fence) continue;
    Fence f{fence.instruction.barrier, {}, {}};
    for (std::size_t e = 0; e < n; ++e)
      if (event(e).thread == fence.thread)
        (event(e).index < fence.index ? f.before : f.after).add(e);
    fences_.push_back(f);
  }
}

Relation Events::between(std::initializer_list<graph::Barrier> kinds) const {
  Relation r(n);
  for (const Fence& f : fences_)
    if (std::find(kinds.begin(), kinds.end(), f.kind) != kinds.end())
      f.before.for_each([&](std::size_t e) { r.add(e, f.after); });
  return r;
}

void Events::add_communication(const Execution& x) {
  const auto write_of = [&](std::int32_t event) {
    const auto i = static_cast<std::size_t>(event);
    return first_[i] + events_of(x.events[i]) - 1;
  };
  std::vector<EventSet> later(n), written(x.co.size());
  for (std::size_t l = 0; l < x.co.size(); ++l)
    for (std::size_t i = x.co[l].size(); i-- > 0;) {
      const std::size_t w = write_of(x.co[l][i]);
      later[w] = written[l];
      co.add(w, later[w]);
      written[l].add(w);
    }
  for (std::size_t i = 0; i < x.events.size(); ++i) {
    const ExecutionEvent& e = x.events[i];
    if (!e.reads()) continue;
    if (e.rf >= 0) rf.add(write_of(e.rf), first_[i]);
    fr.add(first_[i], e.rf >= 0 ? later[write_of(e.rf)] : written[e.location]);
    for (std::size_t j = 0; j < x.events.size(); ++j) {
      const ExecutionEvent& other = x.events[j];
      if (other.reads() && other.location == e.location && other.rf == e.rf)
        same_source.add(first_[i], first_[j]);
    }
  }
  rfe = rf & ext;
  rfi = rf & int_;
  coe = co & ext;
  fre = fr & ext;
}

void Events::add_dependencies(const Execution& x) {
  const auto copy = [&](const graph::EventPairs& pairs, Relation& to) {
    for (const auto& [from, event] : pairs) {
      const auto i = static_cast<std::size_t>(event);
      if (events_of(x.events[i]) == 0 ||
          events_of(x.events[static_cast<std::size_t>(from)]) == 0)
        continue;
      const std::size_t last = first_[i] + events_of(x.events[i]) - 1;
      const std::size_t source = first_[static_cast<std::size_t>(from)];
      if (&to == &data) {
        const bool inside = from == event && !x.events[i].instruction.exclusive;
        (inside ? amo_data : data).add(source, last);
      } else {
        to.add(source, first_[i]);
        to.add(source, last);
      }
    }
  };
  copy(x.addr, addr);
  copy(x.data, data);
  copy(x.ctrl, ctrl);
  store_exclusive_ctrl = data * (W & X) * po;
}

bool Axioms::acyclic(const Relation& r, std::string_view axiom) {
  if (r.acyclic()) return true;
  result_.axiom = axiom;
  for (const std::size_t e : r.find_cycle())
    result_.cycle.push_back(events_.event_id(e));
  return false;
}

bool Axioms::irreflexive(const Relation& r, std::string_view axiom) {
  for (std::size_t e = 0; e < r.size(); ++e) {
    if (!r.has(e, e)) continue;
    result_ = {axiom, {events_.event_id(e)}};
    return false;
  }
  return true;
}

bool Axioms::empty(const Relation& r, std::string_view axiom) {
  for (std::size_t e = 0; e < r.size(); ++e) {
    if (r.successors(e).empty()) continue;
    result_ = {axiom, {events_.event_id(e)}};
    return false;
  }
  return true;
}

bool Axioms::coherent_and_atomic() {
  const Events& e = events_;
  return acyclic(e.po_loc | e.rf | e.co | e.fr, "coherence") &&
         empty(e.rmw & (e.fre * e.coe), "atomic");
}

}  // namespace vmalock::models::hardware

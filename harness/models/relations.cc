// SPDX-License-Identifier: MIT
#include "harness/models/relations.h"

#include <algorithm>

namespace vmalock::models {

using graph::EventKind;
using graph::ExecutionEvent;

Relations::Relations(const graph::Execution& x)
    : n(x.events.size() + x.init.size()),
      po(n),
      loc(n),
      ext(n),
      rf(n),
      co(n),
      fr(n),
      addr(n),
      data(n),
      ctrl(n),
      execution_(x),
      locations_(x.init.size()) {
  add_program_order();
  add_communication();
  const auto copy = [this](const graph::EventPairs& pairs, Relation& to) {
    for (const auto& [a, b] : pairs)
      to.add(locations_ + static_cast<std::size_t>(a),
             locations_ + static_cast<std::size_t>(b));
  };
  copy(x.addr, addr);
  copy(x.data, data);
  copy(x.ctrl, ctrl);
}

void Relations::add_program_order() {
  const auto& events = execution_.events;
  for (std::size_t l = 0; l < locations_; ++l) IW.add(l);
  for (std::size_t i = 0; i < events.size(); ++i) {
    const ExecutionEvent& e = events[i];
    const std::size_t a = locations_ + i;
    if (e.reads()) R.add(a);
    if (e.writes()) W.add(a);
    if (e.kind == EventKind::rmw) RMW.add(a);
    if (e.failed_rmw) failed.add(a);
    if (e.kind == EventKind::fence) F.add(a);
    if (e.accesses() && e.order == Ordering::plain) plain.add(a);
    for (std::size_t j = 0; j < events.size(); ++j) {
      const ExecutionEvent& other = events[j];
      const std::size_t b = locations_ + j;
      if (e.thread != other.thread)
        ext.add(a, b);
      else if (e.index < other.index)
        po.add(a, b);
      if (e.accesses() && other.accesses() && e.location == other.location)
        loc.add(a, b);
    }
    for (std::size_t l = 0; l < locations_; ++l) {
      ext.add(a, l);
      ext.add(l, a);
      if (e.accesses() && e.location == l) {
        loc.add(a, l);
        loc.add(l, a);
      }
    }
  }
  for (std::size_t l = 0; l < locations_; ++l) loc.add(l, l);
  W = W | IW;
  M = R | W;
}

void Relations::add_communication() {
  const auto& events = execution_.events;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const ExecutionEvent& e = events[i];
    if (!e.reads()) continue;
    rf.add(e.rf == graph::init_write
               ? e.location
               : locations_ + static_cast<std::size_t>(e.rf),
           locations_ + i);
  }
  for (std::size_t l = 0; l < execution_.co.size(); ++l) {
    std::vector<std::size_t> order = {l};
    for (std::int32_t w : execution_.co[l])
      order.push_back(locations_ + static_cast<std::size_t>(w));
    for (std::size_t i = 0; i < order.size(); ++i)
      for (std::size_t j = i + 1; j < order.size(); ++j)
        co.add(order[i], order[j]);
  }
  fr = rf.inverse() * co - id();
}

EventSet Relations::ordered(std::initializer_list<Ordering> orders) const {
  EventSet set;
  for (std::size_t i = 0; i < execution_.events.size(); ++i) {
    const ExecutionEvent& e = execution_.events[i];
    if (!e.accesses() && e.kind != EventKind::fence) continue;
    if (std::find(orders.begin(), orders.end(), e.order) != orders.end())
      set.add(locations_ + i);
  }
  return set;
}

EventId Relations::event_id(std::size_t number) const {
  return number < locations_ ? init_of(static_cast<std::uint32_t>(number))
                             : static_cast<EventId>(number - locations_);
}

bool Axioms::acyclic(const Relation& r, std::string_view axiom) {
  if (r.acyclic()) return true;
  result_.axiom = axiom;
  for (std::size_t e : r.find_cycle())
    result_.cycle.push_back(relations_.event_id(e));
  return false;
}

bool Axioms::irreflexive(const Relation& r, std::string_view axiom) {
  for (std::size_t e = 0; e < r.size(); ++e) {
    if (!r.has(e, e)) continue;
    result_ = {axiom, {relations_.event_id(e)}};
    return false;
  }
  return true;
}

bool Axioms::empty(const Relation& r, std::string_view axiom) {
  for (std::size_t a = 0; a < r.size(); ++a)
    for (std::size_t b = 0; b < r.size(); ++b)
      if (r.has(a, b)) {
        result_ = {axiom, {relations_.event_id(a), relations_.event_id(b)}};
        return false;
      }
  return true;
}

}  // namespace vmalock::models

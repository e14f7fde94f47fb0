// SPDX-License-Identifier: MIT
#include "harness/graph/canonical.h"

namespace vmalock::graph {

namespace {

/// By the graph's: what threads create comes after the internal ones, which are
/// left out.
std::vector<std::uint32_t> location_numbers(const Graph& g) {
  std::vector<std::uint32_t> number(g.locations(), 0);
  std::uint32_t next = 0;
  for (std::uint32_t l = 0; l < g.locations(); ++l)
    if (!g.location(l).internal) number[l] = next++;
  return number;
}

}  // namespace

Execution canonical(const Graph& g) {
  Execution x;
  const std::vector<std::uint32_t> location = location_numbers(g);
  std::vector<std::int32_t> number_of_slot(max_locations, init_write);
  std::vector<Slot> slots;
  for (unsigned t = 0; t < g.threads(); ++t) {
    std::uint16_t index = 0;
    for (const Slot s : g.thread(t)) {
      const Event& event = g[s];
      const EventKind kind = kind_of(event);
      if (!row(kind).modelled) continue;
      ExecutionEvent e;
      e.thread = static_cast<std::uint16_t>(t);
      e.index = index++;
      e.kind = kind;
      // The orderings by which the explorer's encoding of RCU works are none of
      // the program's.
      const bool rcu = kind >= EventKind::rcu_lock;
      e.order = rcu ? Ordering::relaxed : event.order;
      const bool failed = has_failed(event);
      e.failed_rmw =
          failed && (event.label.op == Op::cas || event.label.locked);
      if (!failed) e.mark = event.label.mark;
      if (e.accesses()) e.location = location[event.label.location];
      if (e.reads()) e.read = static_cast<std::int64_t>(g.value_read(event));
      if (e.writes()) e.written = static_cast<std::int64_t>(event.value);
      if (number_of_slot.size() <= s) number_of_slot.resize(s + 1, init_write);
      number_of_slot[s] = static_cast<std::int32_t>(x.events.size());
      x.events.push_back(e);
      slots.push_back(s);
    }
  }
  for (std::size_t i = 0; i < x.events.size(); ++i)
    if (x.events[i].reads()) x.events[i].rf = number_of_slot[g[slots[i]].rf];
  for (std::uint32_t l = 0; l < g.locations(); ++l) {
    if (g.location(l).internal) continue;
    x.init.push_back(static_cast<std::int64_t>(g.value(l)));
    auto& order = x.co.emplace_back();
    for (const Slot w : g.location(l).co)
      if (!Graph::is_init(w)) order.push_back(number_of_slot[w]);
  }
  return x;
}

}  // namespace vmalock::graph

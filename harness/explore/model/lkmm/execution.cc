// SPDX-License-Identifier: MIT
#include "harness/explore/model/lkmm/execution.h"

#include <algorithm>

#include "harness/base/check.h"
#include "harness/explore/model/lkmm/promises.h"
#include "harness/explore/model/rcu_label.h"

namespace vmalock::explore {

using graph::EventKind;
using graph::ExecutionEvent;

namespace {
constexpr std::uint32_t unknown = ~0u;
}

void Described::describe(bool lifetimes) {
  graph::Execution& x = execution_;
  x.events.clear();
  x.init.clear();
  x.addr.clear();
  x.data.clear();
  x.ctrl.clear();
  for (auto& co : x.co) co.clear();
  slot_of_number_.clear();
  lifetimes_.clear();
  location_number_.assign(graph_.locations(), unknown);
  number_of_slot_.assign(state_.model.dependencies.size(), graph::init_write);
  starts_.assign(state_.threads.size(), {});
  ended_.clear();
  bool stuck = false;
  for (unsigned t = 0; t < state_.threads.size(); ++t)
    stuck = stuck || is_stuck_in_section(state_.threads[t]);
  for (const Slot s : graph_.order())
    if (lifetimes && stuck && graph_[s].label.op == Op::grace_end &&
        srcu_domain(graph_[s].label) == 0 && graph_[s].value == 0)
      ended_.push_back({s, add_described_location(), -1, {}});
  for (unsigned t = 0; t < graph_.threads(); ++t) describe_thread(t, lifetimes);

  for (std::size_t i = 0; i < x.events.size(); ++i) {
    const Slot s = slot_of_number_[i];
    if (s == graph::no_slot) continue;
    if (!x.events[i].reads()) continue;
    if (graph_[s].rf == graph::no_slot || is_left_out(graph_[s].rf) ||
        (!Graph::is_init(graph_[s].rf) && is_pretended(graph_[graph_[s].rf])))
      x.events[i].rf = graph::no_write;  // promised
    else if (!Graph::is_init(graph_[s].rf))
      x.events[i].rf = number_of_slot_[graph_[s].rf];
  }
  for (const ThreadStart& start : starts_)
    if (start.begin >= 0)
      x.events[static_cast<std::size_t>(start.begin)].rf = start.spawn;
  for (const EndedGracePeriod& g : ended_)
    for (const std::int32_t load : g.loads)
      x.events[static_cast<std::size_t>(load)].rf = g.store;
  for (const auto& [join, child] : joins_)
    x.events[static_cast<std::size_t>(join)].rf = starts_[child].end;
  joins_.clear();
  x.co.resize(std::max(x.co.size(), x.init.size()));
  for (std::uint32_t l = 0; l < graph_.locations(); ++l) {
    if (location_number_[l] == unknown) continue;
    for (const Slot w : graph_.location(l).co)
      if (!Graph::is_init(w) && !is_left_out(w) && graph_[w].writes &&
          !is_pretended(graph_[w]))
        x.co[location_number_[l]].push_back(number_of_slot_[w]);
  }
  for (std::size_t i = 0; i < x.events.size(); ++i) {
    // Stores of no location of the graph's are alone there.
    const ExecutionEvent& e = x.events[i];
    if (slot_of_number_[i] == graph::no_slot && e.kind == EventKind::store)
      x.co[e.location].push_back(static_cast<std::int32_t>(i));
  }
  x.co.resize(x.init.size());
}

void Described::describe_without(const std::vector<bool>& left_out) {
  left_out_ = &left_out;
  describe(false);
  left_out_ = nullptr;
}

void Described::describe_thread(unsigned t, bool lifetimes) {
  bool open = false;  // a read section
  const auto& log = state_.threads[t].log;
  std::size_t logged = 0;
  const auto local = [&](std::size_t end) {
    for (; lifetimes && logged < std::min(end, log.size()); ++logged)
      describe_lifetime(t, log[logged]);
  };
  const bool started = state_.threads[t].start != graph::no_slot &&
                       state_.threads[t].state != ThreadStatus::absent;
  if (started) {
    ThreadStart& start = starts_[t];
    if (start.location == unknown) start.location = add_described_location();
    start.begin =
        describe_access(t, EventKind::load, Ordering::acquire, start.location);
  }
  for (const Slot s : graph_.thread(t)) {
    if (is_left_out(s)) continue;
    const Op op = graph_[s].label.op;
    local(graph_[s].plain_before);
    const bool rcu = op == Op::rcu_lock || op == Op::rcu_unlock;
    if (rcu && srcu_domain(graph_[s].label) == 0) open = op == Op::rcu_lock;
    describe_event(s);
    if (op == Op::grace_end) describe_ended(t, s);
  }
  local(log.size());
  if (open) describe_open_section(t);
  if (!started) return;
  ThreadStart& start = starts_[t];
  if (start.end_location == unknown)
    start.end_location = add_described_location();
  start.end = describe_access(t, EventKind::store, Ordering::release,
                              start.end_location);
}

std::uint32_t Described::add_described_location() {
  execution_.init.push_back(0);
  return static_cast<std::uint32_t>(execution_.init.size() - 1);
}

std::uint32_t Described::describe_location(Location l) {
  std::uint32_t& number = location_number_[l];
  if (number == unknown) number = add_described_location();
  return number;
}

/// An event that is none of the graph's. Returns its number.
std::int32_t Described::describe_access(unsigned t, EventKind kind,
                                        Ordering order,
                                        std::uint32_t location) {
  ExecutionEvent e;
  e.thread = static_cast<std::uint16_t>(t);
  e.kind = kind;
  e.order = order;
  e.location = location;
  execution_.events.push_back(e);
  slot_of_number_.push_back(graph::no_slot);
  return static_cast<std::int32_t>(execution_.events.size() - 1);
}

void Described::describe_event(Slot s) {
  const Event& event = graph_[s];
  const unsigned t = event.thread;
  // What fails in the execution that is looked for writes nothing there.
  const bool pretended = is_pretended(event);
  const EventKind kind = pretended ? EventKind::load : kind_of(event);
  switch (event.label.op) {
    case Op::spawn: {
      const auto child = static_cast<unsigned>(event.label.operand);
      ThreadStart& start = starts_[child];
      if (start.location == unknown) start.location = add_described_location();
      start.spawn = describe_access(t, EventKind::store, Ordering::release,
                                    start.location);
      return;
    }
    case Op::join: {
      const auto child = static_cast<unsigned>(event.label.operand);
      ThreadStart& start = starts_[child];
      if (start.end_location == unknown)
        start.end_location = add_described_location();
      joins_.emplace_back(describe_access(t, EventKind::load, Ordering::acquire,
                                          start.end_location),
                          child);
      return;
    }
    case Op::grace_end:
      if (event.value != 0) return;  // held
      break;
    default:
      if (!row(kind).modelled) return;
  }
  ExecutionEvent e;
  e.thread = static_cast<std::uint16_t>(t);
  e.kind = kind;
  // smp_acquire__after_ctrl_dep(): Lkmm::check_fence has kept the
  // control dependency.
  const bool after_ctrl = event.order == Ordering::acquire_fence;
  e.order = after_ctrl ? Ordering::rmb : event.order;
  const bool failed = has_failed(event) || pretended;
  // Only late.cc takes the write from an RMW that always has one.
  if (!failed || event.label.mark == graph::Mark::noreturn)
    e.mark = event.label.mark;
  e.failed_rmw = failed && (event.label.op == Op::cas || event.label.locked);
  if (e.accesses())
    e.location = describe_location(event.label.location);
  else if (event.label.op == Op::rcu_lock || event.label.op == Op::rcu_unlock ||
           event.label.op == Op::grace_end)
    e.location = srcu_domain(event.label);
  number_of_slot_[s] = static_cast<std::int32_t>(execution_.events.size());
  execution_.events.push_back(e);
  slot_of_number_.push_back(s);
  describe_dependencies(s);
}

/// The number of the thread's event at `index`.
std::int32_t Described::numbered(unsigned t, graph::Index index) const {
  const std::int32_t number =
      number_of_slot_[graph_.thread(t)[static_cast<std::size_t>(index) - 1]];
  CHECK(number != graph::init_write);  // a read, and described by now
  return number;
}

void Described::describe_dependencies(Slot s) {
  const Event& e = graph_[s];
  const Dependencies& d = state_.model.dependencies[s];
  const std::int32_t to = number_of_slot_[s];
  const auto from = [&](graph::Index i) { return numbered(e.thread, i); };
  d.addr.for_each([&](auto i) { execution_.addr.emplace_back(from(i), to); });
  d.data.for_each([&](auto i) { execution_.data.emplace_back(from(i), to); });
  d.ctrl.for_each([&](auto i) { execution_.ctrl.emplace_back(from(i), to); });
  if ((e.reads || e.promised) && e.writes && !is_pretended(e) &&
      computes(state_, s))
    execution_.data.emplace_back(to, to);
}

void Described::describe_lifetime(unsigned t, const LogEntry& entry) {
  if (!entry.is_life()) return;
  Lifetime life = life_of(state_, t, entry);
  life.event = describe_access(t, EventKind::store, Ordering::plain,
                               add_described_location());
  lifetimes_.push_back(life);
  life.reads.for_each([&](graph::Index read) {
    execution_.addr.emplace_back(numbered(t, read), life.event);
  });
}

}  // namespace vmalock::explore

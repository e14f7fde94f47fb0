// The execution as a sequence: for witness tokens and for people. Each event
// comes after what it needs (po and rf); if there is an order that also agrees
// with coherence, so that every read sees the last value written, it is taken.
#include <fmt/format.h>

#include <algorithm>

#include "harness/base/check.h"
#include "harness/explore/explorer.h"

namespace vmalock::explore {

namespace {

std::string place(const Where& w) {
  return w.line == 0 ? "" : fmt::format("{}:{}", w.file, w.line);
}

/// Values are unsigned here; a narrow negative number is shown as such.
std::string number(Value value, unsigned width) {
  if (width < 8) {
    const unsigned bits = 8 * width;
    const Value sign = Value{1} << (bits - 1);
    if (width > 1 && (value & sign) != 0 && (value >> (bits - 4) & 0xf) == 0xf)
      return std::to_string(static_cast<std::int64_t>(value) -
                            (std::int64_t{1} << bits));
    return std::to_string(value);
  }
  if ((value >> 63) != 0) return fmt::format("&{:x}", value << 1 >> 1);
  return std::to_string(value);
}

}  // namespace

/// Whether everything that `e` needs is among the first events of each thread
/// that `done` counts.
bool Explorer::needs_are_met(const Event& e, const graph::Clock& done) const {
  graph::Clock needed;
  graph::copy(needed.data(),
              graph_.prefix(graph_.thread(
                  e.thread)[static_cast<std::size_t>(e.index) - 1]),
              graph_.blocks());
  needed.set(e.thread, static_cast<graph::Index>(e.index - 1));
  // A join counts its child's end as an event.
  for (unsigned t = 0; t < graph_.threads(); ++t)
    if (static_cast<std::size_t>(needed[t]) > graph_.length(t))
      needed.set(t, static_cast<graph::Index>(graph_.length(t)));
  return !graph::exceeds(needed.data(), done.data(), graph::max_threads,
                         graph_.blocks());
}

/// Whether everything that is before `e` in co and from-reads is done too.
bool Explorer::is_in_order(const Event& e, const graph::Clock& done) const {
  if (!e.reads && !e.writes) return true;
  const auto& location = graph_.location(e.label.location);
  const std::int32_t shown = graph_.shown(e);
  for (unsigned t = 0; t < graph_.threads(); ++t) {
    for (Slot s = location.last[t]; s != graph::no_slot;
         s = graph_[s].previous) {
      const Event& x = graph_[s];
      if (&x == &e || x.index <= done[t]) continue;
      if (graph_.shown(x) < shown) return false;
    }
  }
  return true;
}

std::vector<Slot> Explorer::linearise() const {
  std::vector<Slot> all;
  graph::Clock done;
  unsigned current = 0;
  while (all.size() < graph_.size()) {
    Slot best = graph::no_slot;
    bool best_in_order = false;
    for (unsigned i = 0; i < graph_.threads(); ++i) {
      // The present thread first: fewer changes of column.
      const unsigned t = (current + i) % graph_.threads();
      const auto next = static_cast<std::size_t>(done[t]);
      if (next >= graph_.length(t)) continue;
      const Slot s = graph_.thread(t)[next];
      if (!needs_are_met(graph_[s], done)) continue;
      const bool in_order = is_in_order(graph_[s], done);
      if (best == graph::no_slot || (in_order && !best_in_order)) {
        best = s;
        best_in_order = in_order;
      }
    }
    CHECK(best != graph::no_slot);
    current = graph_[best].thread;
    done.set(current, graph_[best].index);
    all.push_back(best);
  }
  return all;
}

TraceStep Explorer::event_step(Slot s) const {
  const Event& e = graph_[s];
  const auto order = std::string(name(e.order));
  TraceStep step;
  step.thread = e.thread;
  step.where = place(e.label.where);
  step.function = e.label.where.function;
  if (options_.site_name && e.label.site != Access::no_site)
    step.site = options_.site_name(e.label.site);
  if (e.reads || e.writes) {
    const auto& l = graph_.location(e.label.location);
    const char* cell = l.name && *l.name ? l.name : "cell";
    const std::string old =
        e.reads ? number(graph_.value_read(e), l.width) : "";
    if (e.label.op == Op::rcu_lock)
      step.what = "rcu_read_lock";
    else if (e.label.op == Op::grace_start)
      step.what = "synchronize_rcu begins";
    else if (e.writes)
      step.what =
          fmt::format("{} {}{}-> {} {}", cell, old, old.empty() ? "" : " ",
                      number(e.value, l.width), order);
    else
      step.what = fmt::format("{} = {} {}{}", cell, old, order,
                              e.blocked ? " waits" : "");
    return step;
  }
  switch (e.label.op) {
    case Op::fence:
      step.what = "fence " + order;
      break;
    case Op::choose:
      step.what = fmt::format("choose {} of {}", e.value, e.label.operand);
      break;
    case Op::spawn:
      step.what = fmt::format("starts thread {}", e.label.operand);
      break;
    case Op::join:
      step.what = fmt::format("joins thread {}", e.label.operand);
      break;
    case Op::rcu_unlock:
      step.what = "rcu_read_unlock";
      break;
    default:
      step.what = "synchronize_rcu ends";
      break;
  }
  return step;
}

namespace {

TraceStep local_step(unsigned t, const LogEntry& x, const char* cell,
                     const char* object) {
  TraceStep step;
  step.thread = t;
  step.where = place(x.access.where);
  step.function = x.access.where.function;
  switch (x.action) {
    case LocalAction::load:
      step.what = fmt::format("{} = {} plain", cell, number(x.value, 8));
      break;
    case LocalAction::store:
      step.what = fmt::format("{} -> {} plain", cell, number(x.value, 8));
      break;
    case LocalAction::allocate:
      step.what = fmt::format("allocates {}", object);
      break;
    default:
      step.what = fmt::format("frees {}", object);
      break;
  }
  return step;
}

}  // namespace

std::vector<TraceStep> Explorer::trace() const {
  std::vector<TraceStep> steps;
  std::vector<std::size_t> logged(threads_.size(), 0);
  const auto local = [&](unsigned t, std::size_t end) {
    const auto& log = threads_[t]->log;
    for (; logged[t] < std::min(end, log.size()); ++logged[t]) {
      const LogEntry& x = log[logged[t]];
      const bool plain =
          x.action == LocalAction::load || x.action == LocalAction::store;
      const bool memory =
          x.action == LocalAction::allocate || x.action == LocalAction::release;
      if (plain || memory)
        steps.push_back(local_step(t, x, plain ? cells_[x.id].name : "",
                                   memory ? objects_[x.id].name : ""));
    }
  };
  std::vector<Slot> newest;  // of each location, in trace order
  for (Slot l = 0; l < graph_.locations(); ++l) newest.push_back(l);
  for (const Slot s : linearise()) {
    const Event& e = graph_[s];
    local(e.thread, e.plain_before);
    TraceStep step = event_step(s);
    if (e.reads || e.writes) {
      const Slot seen = newest[e.label.location];
      const auto& l = graph_.location(e.label.location);
      if (e.reads && graph_[e.rf].co < graph_[seen].co && !l.internal)
        step.what +=
            fmt::format(" (stale: {})", number(graph_[seen].value, l.width));
      if (e.writes && e.co > graph_[seen].co) newest[e.label.location] = s;
    }
    steps.push_back(std::move(step));
  }
  for (unsigned t = 0; t < threads_.size(); ++t)
    local(t, threads_[t]->log.size());
  return steps;
}

}  // namespace vmalock::explore

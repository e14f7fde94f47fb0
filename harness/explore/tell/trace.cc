// SPDX-License-Identifier: MIT
#include "harness/explore/tell/trace.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "harness/explore/tell/token.h"

namespace vmalock::explore {

namespace {

Place place(const Where& w) {
  if (w.line == 0) return {};
  return {w.file, static_cast<unsigned>(w.line)};
}

/// Values are unsigned here; a narrow negative number is taken as such.
std::int64_t signed_value(Value value, unsigned width) {
  const auto result = static_cast<std::int64_t>(value);
  const unsigned bits = 8 * width;
  if (width == 1 || width >= 8 || (value >> (bits - 4) & 0xf) != 0xf)
    return result;
  return result - (std::int64_t{1} << bits);
}

TraceStep event_step(const State& state, const Shown& shown, Slot s) {
  const Event& e = state.graph[s];
  TraceStep step;
  step.thread = e.thread;
  step.where = place(e.label.where);
  step.function = e.label.where.function;
  if (shown.site_name && e.label.site != Access::no_site)
    step.site = shown.site_name(e.label.site);
  using enum graph::EventKind;
  const GraphEvent::Kind kind = kind_of(e);
  step.event = GraphEvent{.kind = kind, .order = e.order, .waits = e.blocked};
  if (kind == load || kind == store || kind == rmw) {
    const unsigned width = state.graph.location(e.label.location).width;
    if (e.reads)
      step.event->read = signed_value(state.graph.value_read(e), width);
    if (e.writes) step.event->written = signed_value(e.value, width);
  } else if (kind == choose) {
    step.event->number = static_cast<unsigned>(e.value);
    step.event->of = static_cast<unsigned>(e.label.operand);
  } else if (kind == spawn || kind == join) {
    step.event->number = static_cast<unsigned>(e.label.operand);
  }
  return step;
}

/// Builds the steps of a trace in their order, with what links them.
class Tracer {
 public:
  Tracer(const State& state, const Shown& shown, Error& error)
      : state_(state), shown_(shown), error_(error) {}

  void trace() {
    std::vector<std::size_t> logged(state_.threads.size(), 0);
    const auto local = [&](unsigned t, std::size_t end) {
      const auto& log = state_.threads[t].log;
      for (; logged[t] < std::min(end, log.size()); ++logged[t])
        add_local(t, log[logged[t]]);
    };
    for (const Slot s : linearise(state_)) {
      const Event& e = state_.graph[s];
      local(e.thread, e.plain_before);
      add_event(s);
    }
    for (unsigned t = 0; t < state_.threads.size(); ++t)
      local(t, state_.threads[t].log.size());
    if (shown_.offence) {
      error_.second = static_cast<int>(error_.trace.size());
      add_local(shown_.thread, *shown_.offence);
    }
    for (const auto& [step, source] : sources_)
      error_.trace[static_cast<std::size_t>(step)].event->rf =
          steps_.at(source);
  }

 private:
  const State& state_;
  const Shown& shown_;
  Error& error_;
  std::map<std::pair<bool, std::uint32_t>, int> numbers_;
  std::map<std::string, unsigned> names_;
  std::map<Slot, int> steps_;  ///< of events
  /// Of reads, by step: with load buffering it may come later.
  std::vector<std::pair<int, Slot>> sources_;
  std::map<int, int> last_store_;   ///< of plain locations
  std::map<int, int> plain_order_;  ///< stores so far
  std::map<Location, Slot> newest_;

  int next() const { return static_cast<int>(error_.trace.size()); }

  /// Two cells may have one name: members of two objects.
  int location(bool plain, std::uint32_t id, const char* name, Value initial,
               unsigned width) {
    const auto [it, is_new] = numbers_.try_emplace(
        {plain, id}, static_cast<int>(error_.locations.size()));
    if (is_new) {
      std::string unique = name && *name ? name : "cell";
      const unsigned n = ++names_[unique];
      if (n > 1) unique += fmt::format("#{}", n);
      error_.locations.push_back(
          {std::move(unique), signed_value(initial, width), plain, width});
    }
    return it->second;
  }

  void add_event(Slot s) {
    const Event& e = state_.graph[s];
    steps_[s] = next();
    if (shown_.conflict.first == s) error_.first = next();
    if (shown_.conflict.second == s) error_.second = next();
    TraceStep step = event_step(state_, shown_, s);
    if (!e.reads && !e.writes) {
      error_.trace.push_back(std::move(step));
      return;
    }
    const auto& l = state_.graph.location(e.label.location);
    if (l.internal) {
      error_.trace.push_back(std::move(step));
      return;
    }
    GraphEvent& event = *step.event;
    event.location = location(false, e.label.location, l.name,
                              state_.graph.value(e.label.location), l.width);
    if (e.reads && !Graph::is_init(e.rf)) sources_.emplace_back(next(), e.rf);
    if (e.writes) event.co = e.co;
    Slot& newest =
        newest_.try_emplace(e.label.location, e.label.location).first->second;
    if (e.reads && state_.graph[e.rf].co < state_.graph[newest].co)
      event.newest = signed_value(state_.graph[newest].value, l.width);
    if (e.writes && e.co > state_.graph[newest].co) newest = s;
    error_.trace.push_back(std::move(step));
  }

  void add_local(unsigned t, const LogEntry& x) {
    using enum graph::EventKind;
    TraceStep step;
    step.thread = t;
    step.where = place(x.access.where);
    step.function = x.access.where.function;
    GraphEvent event{.kind = load, .order = Ordering::plain};
    switch (x.action) {
      case LocalAction::load:
      case LocalAction::store:
        add_plain(x, event);
        break;
      case LocalAction::allocate:
        event.kind = allocate;
        event.object = state_.objects[x.id].name;
        break;
      case LocalAction::release:
        event.kind = deallocate;
        event.object = state_.objects[x.id].name;
        break;
      default:
        return;  // creating a cell is no step
    }
    if (shown_.conflict.is_local(t, x)) error_.first = next();
    step.event = event;
    error_.trace.push_back(std::move(step));
  }

  /// Without races a plain load has one source: the store before it.
  void add_plain(const LogEntry& x, GraphEvent& event) {
    const PlainState& cell = state_.cells[x.id];
    const int l = location(true, x.id, cell.name, cell.initial, 8);
    event.location = l;
    if (x.action == LocalAction::load) {
      const auto it = last_store_.find(l);
      event.rf = it == last_store_.end() ? -1 : it->second;
      event.read = signed_value(x.value, 8);
    } else {
      event.kind = GraphEvent::Kind::store;
      event.co = ++plain_order_[l];
      event.written = signed_value(x.value, 8);
      last_store_[l] = next();
    }
  }
};

}  // namespace

void trace(const State& state, const Shown& shown, Error& error) {
  Tracer(state, shown, error).trace();
}

}  // namespace vmalock::explore

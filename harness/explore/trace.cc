// The execution as a sequence: for witness tokens and for people. Each event
// comes after what it needs (po and rf); if there is an order that also agrees
// with coherence, so that every read sees the last value written, it is taken.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "harness/base/check.h"
#include "harness/explore/explorer.h"

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

GraphEvent::Kind kind_of(const Event& e) {
  using enum GraphEvent::Kind;
  switch (e.label.op) {
    case Op::fence:
      return fence;
    case Op::choose:
      return choose;
    case Op::spawn:
      return spawn;
    case Op::join:
      return join;
    case Op::rcu_lock:
      return rcu_lock;
    case Op::rcu_unlock:
      return rcu_unlock;
    case Op::grace_start:
      return grace_begin;
    case Op::grace_end:
      return grace_end;
    default:
      return !e.writes ? load : e.reads ? rmw : store;
  }
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
  TraceStep step;
  step.thread = e.thread;
  step.where = place(e.label.where);
  step.function = e.label.where.function;
  if (options_.site_name && e.label.site != Access::no_site)
    step.site = options_.site_name(e.label.site);
  using enum GraphEvent::Kind;
  const GraphEvent::Kind kind = kind_of(e);
  step.event = GraphEvent{.kind = kind, .order = e.order, .waits = e.blocked};
  if (kind == load || kind == store || kind == rmw) {
    const unsigned width = graph_.location(e.label.location).width;
    if (e.reads) step.event->read = signed_value(graph_.value_read(e), width);
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
class Explorer::Tracer {
 public:
  Tracer(const Explorer& explorer, Error& error)
      : x_(explorer), error_(error) {}

  void trace() {
    std::vector<std::size_t> logged(x_.threads_.size(), 0);
    const auto local = [&](unsigned t, std::size_t end) {
      const auto& log = x_.threads_[t]->log;
      for (; logged[t] < std::min(end, log.size()); ++logged[t])
        add_local(t, log[logged[t]]);
    };
    for (const Slot s : x_.linearise()) {
      const Event& e = x_.graph_[s];
      local(e.thread, e.plain_before);
      add_event(s);
    }
    for (unsigned t = 0; t < x_.threads_.size(); ++t)
      local(t, x_.threads_[t]->log.size());
    if (x_.offence_) {
      error_.second = static_cast<int>(error_.trace.size());
      add_local(x_.running_index_, *x_.offence_);
    }
  }

 private:
  const Explorer& x_;
  Error& error_;
  std::map<std::pair<bool, std::uint32_t>, int> numbers_;
  std::map<std::string, unsigned> names_;
  std::map<Slot, int> steps_;       ///< of events
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
    const Event& e = x_.graph_[s];
    steps_[s] = next();
    if (x_.conflict_.first == s) error_.first = next();
    if (x_.conflict_.second == s) error_.second = next();
    TraceStep step = x_.event_step(s);
    if (!e.reads && !e.writes) {
      error_.trace.push_back(std::move(step));
      return;
    }
    const auto& l = x_.graph_.location(e.label.location);
    if (l.internal) {
      error_.trace.push_back(std::move(step));
      return;
    }
    GraphEvent& event = *step.event;
    event.location = location(false, e.label.location, l.name,
                              x_.graph_.value(e.label.location), l.width);
    if (e.reads && !Graph::is_init(e.rf)) event.rf = steps_.at(e.rf);
    if (e.writes) event.co = e.co;
    Slot& newest =
        newest_.try_emplace(e.label.location, e.label.location).first->second;
    if (e.reads && x_.graph_[e.rf].co < x_.graph_[newest].co)
      event.newest = signed_value(x_.graph_[newest].value, l.width);
    if (e.writes && e.co > x_.graph_[newest].co) newest = s;
    error_.trace.push_back(std::move(step));
  }

  void add_local(unsigned t, const LogEntry& x) {
    using enum GraphEvent::Kind;
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
        event.object = x_.objects_[x.id].name;
        break;
      case LocalAction::release:
        event.kind = release;
        event.object = x_.objects_[x.id].name;
        break;
      default:
        return;  // creating a cell is no step
    }
    if (x_.conflict_.is_local(t, x)) error_.first = next();
    step.event = event;
    error_.trace.push_back(std::move(step));
  }

  /// Without races a plain load has one source: the store before it.
  void add_plain(const LogEntry& x, GraphEvent& event) {
    const PlainState& cell = x_.cells_[x.id];
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

void Explorer::trace(Error& error) const { Tracer(*this, error).trace(); }

}  // namespace vmalock::explore

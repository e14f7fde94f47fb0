// SPDX-License-Identifier: MIT
#include "harness/graph/graph.h"

#include <algorithm>

namespace vmalock::graph {

namespace {
constexpr std::size_t first_events = 256;
}

Graph::Graph(unsigned capacity)
    : blocks_((std::max(capacity, 1u) + lanes - 1) / lanes),
      pool_(max_locations + first_events),
      clocks_(pool_.size() * 3 * blocks_) {
  CHECK(capacity <= max_threads);
  order_.reserve(first_events);
}

void Graph::grow() {
  pool_.resize(pool_.size() * 2);
  clocks_.resize(pool_.size() * 3 * blocks_);
}

Slot Graph::append(unsigned t, const Label& label) {
  if (top_ == pool_.size()) grow();
  const Slot s = top_++;
  Event& e = pool_[s];
  e = Event{};
  e.label = label;
  e.order = label.order;
  e.thread = static_cast<std::uint8_t>(t);
  e.stamp = static_cast<std::uint32_t>(order_.size());
  auto& po = po_[t];
  order_.push_back(s);
  po.push_back(s);
  e.index = static_cast<Index>(po.size());
  link_location(s);
  return s;
}

void Graph::link_location(Slot s) {
  Event& e = pool_[s];
  if (!is_linked(e)) return;
  LocationState& l = locations_[e.label.location];
  e.previous = l.last[e.thread];
  l.last[e.thread] = s;
  l.threads |= 1u << e.thread;
}

void Graph::unlink(Slot s) {
  const Event& e = pool_[s];
  po_[e.thread].pop_back();
  if (is_linked(e)) unlink_location(e);
}

void Graph::set_promised(Slot s, bool promised, bool writes) {
  Event& e = pool_[s];
  const bool linked = is_linked(e);
  e.promised = promised;
  e.writes = writes;
  if (linked && !is_linked(e)) unlink_location(e);
  if (!linked && is_linked(e)) link_location(s);
}

void Graph::unlink_location(const Event& e) {
  LocationState& l = locations_[e.label.location];
  l.last[e.thread] = e.previous;
  if (e.previous == no_slot) l.threads &= ~(1u << e.thread);
}

void Graph::relink(Slot s) {
  po_[pool_[s].thread].push_back(s);
  link_location(s);
}

void Graph::remove_last() {
  const Slot s = order_.back();
  CHECK(s + 1 == top_);
  if (pool_[s].co > 0) remove_co(s);
  unlink(s);
  order_.pop_back();
  top_ = s;
}

void Graph::set_order_tail(std::size_t keep, std::span<const Slot> more) {
  order_.resize(keep);
  for (const Slot s : more) {
    pool_[s].stamp = static_cast<std::uint32_t>(order_.size());
    order_.push_back(s);
  }
}

std::uint32_t Graph::add_location(unsigned width, const char* name) {
  if (location_count_ == max_locations)
    user_error("more than 1024 shared cells in one program");
  const auto l = static_cast<std::uint32_t>(location_count_++);
  if (locations_.size() < location_count_) locations_.resize(location_count_);
  LocationState& location = locations_[l];
  location.name = name;
  location.width = static_cast<std::uint8_t>(width);
  location.last.fill(no_slot);
  location.co.assign(1, l);
  Event& init = pool_[l];
  init = Event{};
  init.label.op = Op::init;
  init.label.location = l;
  init.writes = true;
  init.co = 0;
  return l;
}

void Graph::set_initial(std::uint32_t l, bool initialised,
                        std::uint64_t value) {
  locations_[l].initialised = initialised;
  pool_[l].value = value;
}

void Graph::renumber_co(LocationState& location, std::size_t from) {
  for (std::size_t i = from; i < location.co.size(); ++i)
    pool_[location.co[i]].co = static_cast<std::int32_t>(i);
}

void Graph::insert_co(Slot write, std::size_t place) {
  LocationState& location = locations_[pool_[write].label.location];
  location.co.insert(location.co.begin() + static_cast<std::ptrdiff_t>(place),
                     write);
  renumber_co(location, place);
}

void Graph::remove_co(Slot write) {
  LocationState& location = locations_[pool_[write].label.location];
  const auto place = static_cast<std::size_t>(pool_[write].co);
  location.co.erase(location.co.begin() + static_cast<std::ptrdiff_t>(place));
  pool_[write].co = -1;
  renumber_co(location, place);
}

void Graph::assign_co(std::uint32_t l, std::span<const Slot> writes) {
  LocationState& location = locations_[l];
  for (const Slot s : location.co) pool_[s].co = -1;
  location.co.assign(writes.begin(), writes.end());
  renumber_co(location, 0);
}

Slot Graph::rmw_of(Slot write) const {
  const Event& w = pool_[write];
  const auto& co = locations_[w.label.location].co;
  const auto next = static_cast<std::size_t>(w.co) + 1;
  if (next >= co.size() || !pool_[co[next]].reads) return no_slot;
  return co[next];
}

std::int32_t Graph::floor(const Block* clock, std::uint32_t l,
                          Slot except) const {
  const LocationState& location = locations_[l];
  std::int32_t best = 0;
  for (std::uint32_t rest = location.threads; rest != 0; rest &= rest - 1) {
    const auto t = static_cast<unsigned>(__builtin_ctz(rest));
    const Index seen = at(clock, t);
    Slot s = location.last[t];
    while (s != no_slot && (pool_[s].index > seen || s == except))
      s = pool_[s].previous;
    if (s != no_slot) best = std::max(best, shown(pool_[s]));
  }
  return best;
}

void Graph::check_invariants() const {
  std::size_t events = 0;
  for (const auto& po : po_) {
    for (std::size_t i = 0; i < po.size(); ++i) {
      const Event& e = pool_[po[i]];
      CHECK(e.index == static_cast<Index>(i + 1));                 // INV-PO
      CHECK(e.stamp < order_.size() && order_[e.stamp] == po[i]);  // INV-ST
      CHECK(i == 0 || pool_[po[i - 1]].stamp < e.stamp);
      if (e.reads) {  // INV-RF
        const Event& w = pool_[e.rf];
        CHECK(w.writes && w.label.location == e.label.location);
        CHECK(is_init(e.rf) ||
              po_[w.thread].at(static_cast<std::size_t>(w.index) - 1) == e.rf);
      }
      ++events;
    }
  }
  CHECK(events == order_.size());
  for (std::size_t l = 0; l < location_count_; ++l) {  // INV-CO
    const auto& co = locations_[l].co;
    CHECK(!co.empty() && co[0] == l);
    for (std::size_t i = 0; i < co.size(); ++i) {
      CHECK(pool_[co[i]].co == static_cast<std::int32_t>(i));
      CHECK(pool_[co[i]].writes && pool_[co[i]].label.location == l);
      if (pool_[co[i]].reads) CHECK(pool_[co[i]].rf == co[i - 1]);
    }
  }
}

}  // namespace vmalock::graph

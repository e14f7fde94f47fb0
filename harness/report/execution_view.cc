// SPDX-License-Identifier: MIT
#include "harness/report/execution_view.h"

#include <algorithm>
#include <map>
#include <set>

#include "harness/report/words.h"

namespace vmalock {

namespace {

using Kind = GraphEvent::Kind;

const GraphEvent* event(const Error& error, std::size_t i) {
  const auto& e = error.trace[i].event;
  return e ? &*e : nullptr;
}

bool accesses(const GraphEvent* e) { return e && (e->reads() || e->writes()); }

/// Locations that two threads use and one of them writes, among the steps.
std::set<int> shared_locations(const Error& error,
                               const std::vector<bool>& among) {
  std::map<int, std::set<unsigned>> users;
  std::set<int> written;
  for (std::size_t i = 0; i < error.trace.size(); ++i) {
    const GraphEvent* e = event(error, i);
    if (!among[i] || !accesses(e)) continue;
    users[e->location].insert(error.trace[i].thread);
    if (e->writes()) written.insert(e->location);
  }
  std::set<int> shared;
  for (const auto& [location, threads] : users)
    if (threads.size() > 1 && written.contains(location))
      shared.insert(location);
  return shared;
}

/// A read, without an ordering, of what the thread itself or (in a race) nobody
/// has written: it learns nothing from others.
bool reads_back(const Error& error, std::size_t i) {
  const GraphEvent& e = *event(error, i);
  const bool race = error.kind == ErrorKind::data_race;
  if (e.kind != Kind::load || e.waits) return false;
  if (e.order != Ordering::plain && !(race && e.order == Ordering::relaxed))
    return false;
  if (e.rf < 0) return race && e.order == Ordering::plain;
  return error.trace[static_cast<std::size_t>(e.rf)].thread ==
         error.trace[i].thread;
}

bool waits_for_readers(const Error& error, const std::vector<bool>& among) {
  for (std::size_t i = 0; i < error.trace.size(); ++i)
    if (among[i] && event(error, i) && event(error, i)->kind == Kind::rcu_sync)
      return true;
  return false;
}

}  // namespace

bool has_graph(const Error& error) {
  return std::any_of(error.trace.begin(), error.trace.end(),
                     [](const TraceStep& s) { return s.event.has_value(); });
}

std::pair<int, int> guilty_steps(const Error& error) {
  if (error.first >= 0 && error.second >= 0) return {error.first, error.second};
  int first = -1, second = -1;
  for (std::size_t i = 0; i < error.trace.size(); ++i) {
    const GraphEvent* e = event(error, i);
    const bool is_use = error.kind == ErrorKind::use_after_free &&
                        accesses(e) && error.trace[i].where == error.where;
    const bool is_wait =
        error.kind == ErrorKind::deadlock && accesses(e) && e->waits;
    if (is_use || is_wait) second = static_cast<int>(i);
  }
  if (error.kind != ErrorKind::use_after_free || second < 0)
    return {first, second};
  const unsigned user = error.trace[static_cast<std::size_t>(second)].thread;
  // Which of several frees it is, an engine says in its message only.
  for (std::size_t i = 0; i < error.trace.size(); ++i) {
    const GraphEvent* e = event(error, i);
    const Place& place = error.trace[i].where;
    if (e && e->kind == Kind::deallocate && error.trace[i].thread != user &&
        place.is_known() &&
        error.message.find(text_of(place) + ",") != std::string::npos)
      first = static_cast<int>(i);
  }
  return {first, second};
}

std::vector<bool> history(const Error& error) {
  const bool race = error.kind == ErrorKind::data_race && error.first >= 0 &&
                    error.second >= 0;
  std::vector<bool> in(error.trace.size(), !race);
  if (!race) return in;
  in[static_cast<std::size_t>(error.first)] = true;
  in[static_cast<std::size_t>(error.second)] = true;
  // Sources of po and rf come earlier in the trace: one pass backwards.
  std::set<unsigned> threads;
  for (std::size_t i = error.trace.size(); i-- > 0;) {
    if (in[i]) threads.insert(error.trace[i].thread);
    if (!threads.contains(error.trace[i].thread)) continue;
    in[i] = true;
    const GraphEvent* e = event(error, i);
    if (e && e->reads() && e->rf >= 0)
      in[static_cast<std::size_t>(e->rf)] = true;
  }
  return in;
}

std::vector<bool> telling_steps(const Error& error) {
  std::vector<bool> told = history(error);
  const std::set<int> shared = shared_locations(error, told);
  const bool rcu = waits_for_readers(error, told);
  std::map<unsigned, std::size_t> last;  // access of each thread
  for (std::size_t i = 0; i < told.size(); ++i) {
    const GraphEvent* e = event(error, i);
    const int me = static_cast<int>(i);
    if (accesses(e)) {
      const bool guilty = me == error.first || me == error.second || e->waits;
      told[i] =
          told[i] &&
          (guilty || (shared.contains(e->location) && !reads_back(error, i)));
      if (told[i]) last[error.trace[i].thread] = i;
    } else if (e && e->kind != Kind::fence) {
      const bool object =
          e->kind == Kind::deallocate || e->kind == Kind::allocate;
      told[i] = told[i] && (object ? error.kind != ErrorKind::data_race : rcu);
    }
  }
  // A fence orders what is on its two sides.
  std::set<unsigned> begun;
  for (std::size_t i = 0; i < told.size(); ++i) {
    const GraphEvent* e = event(error, i);
    const unsigned t = error.trace[i].thread;
    if (accesses(e) && told[i]) begun.insert(t);
    if (e && e->kind == Kind::fence)
      told[i] = told[i] && begun.contains(t) && last.contains(t) &&
                last[t] > i && e->order != Ordering::none;
  }
  return told;
}

const char* name(GraphEdge::Kind kind) {
  constexpr const char* names[] = {"po", "rf", "co", "fr", "race"};
  return names[static_cast<std::size_t>(kind)];
}

std::vector<GraphEdge> edges_between(const Error& error,
                                     const std::vector<bool>& shown) {
  using Edge = GraphEdge::Kind;
  std::vector<GraphEdge> edges;
  std::map<unsigned, int> before;            // in po
  std::map<int, std::map<int, int>> writes;  // location -> co -> step
  for (std::size_t i = 0; i < shown.size(); ++i) {
    if (!shown[i]) continue;
    const int me = static_cast<int>(i);
    const auto [it, is_first] = before.try_emplace(error.trace[i].thread, me);
    if (!is_first) edges.push_back({Edge::po, it->second, me});
    it->second = me;
    const GraphEvent* e = event(error, i);
    if (e && e->writes()) writes[e->location][e->co] = me;
  }
  for (const auto& [location, order] : writes)
    for (auto it = order.begin(); it != order.end(); ++it)
      if (std::next(it) != order.end())
        edges.push_back({Edge::co, it->second, std::next(it)->second});
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const GraphEvent* e = event(error, i);
    if (!shown[i] || !e || !e->reads()) continue;
    const int me = static_cast<int>(i);
    const auto source = static_cast<std::size_t>(std::max(e->rf, 0));
    if (e->rf >= 0 && shown[source]) edges.push_back({Edge::rf, e->rf, me});
    const int seen = e->rf < 0 ? 0 : event(error, source)->co;
    const auto& order = writes[e->location];
    const auto next = order.upper_bound(seen);
    if (next != order.end() && next->second != me)
      edges.push_back({Edge::fr, me, next->second});
  }
  if (error.kind == ErrorKind::data_race && error.first >= 0 &&
      error.second >= 0)
    edges.push_back({Edge::race, error.first, error.second});
  return edges;
}

}  // namespace vmalock

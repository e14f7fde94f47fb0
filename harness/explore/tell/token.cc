// SPDX-License-Identifier: MIT
#include "harness/explore/tell/token.h"

#include <algorithm>
#include <numeric>

#include "harness/base/check.h"

namespace vmalock::explore {

namespace {

/// Whether everything that `e` needs is among the first events of each thread
/// that `done` counts.
bool needs_are_met(const State& state, const Event& e,
                   const graph::Clock& done) {
  graph::Clock needed;
  graph::copy(needed.data(),
              state.graph.prefix(state.graph.thread(
                  e.thread)[static_cast<std::size_t>(e.index) - 1]),
              state.graph.blocks());
  needed.set(e.thread, static_cast<graph::Index>(e.index - 1));
  // A join counts its child's end as an event.
  for (unsigned t = 0; t < state.graph.threads(); ++t)
    if (static_cast<std::size_t>(needed[t]) > state.graph.length(t))
      needed.set(t, static_cast<graph::Index>(state.graph.length(t)));
  return !graph::exceeds(needed.data(), done.data(), graph::max_threads,
                         state.graph.blocks());
}

/// Whether everything that is before `e` in co and from-reads is done too.
bool is_in_order(const State& state, const Event& e, const graph::Clock& done) {
  if (!e.reads && !e.writes) return true;
  const auto& location = state.graph.location(e.label.location);
  const std::int32_t shown = state.graph.shown(e);
  for (unsigned t = 0; t < state.graph.threads(); ++t) {
    for (Slot s = location.last[t]; s != graph::no_slot;
         s = state.graph[s].previous) {
      const Event& x = state.graph[s];
      if (&x == &e || x.index <= done[t]) continue;
      if (state.graph.shown(x) < shown) return false;
    }
  }
  return true;
}

/// A name for each thread that does not depend on who was started first.
std::vector<std::uint64_t> thread_names(const State& state) {
  std::vector<std::uint64_t> names(state.threads.size());
  std::iota(names.begin(), names.end(), std::uint64_t{1});
  for (unsigned t = 0; t < state.threads.size();
       ++t)  // parents before children
    for (std::size_t n = 0; n < state.threads[t].made.spawn_ids.size(); ++n)
      names[state.threads[t].made.spawn_ids[n]] = names[t] * 64 + n + 1;
  return names;
}

}  // namespace

std::vector<Slot> linearise(const State& state, bool reversed) {
  std::vector<Slot> all;
  graph::Clock done;
  unsigned current = 0;
  while (all.size() < state.graph.size()) {
    Slot best = graph::no_slot;
    bool best_in_order = false;
    for (unsigned i = 0; i < state.graph.threads(); ++i) {
      // The present thread first: fewer changes of column.
      const unsigned t = reversed ? state.graph.threads() - 1 - i
                                  : (current + i) % state.graph.threads();
      const auto next = static_cast<std::size_t>(done[t]);
      if (next >= state.graph.length(t)) continue;
      const Slot s = state.graph.thread(t)[next];
      if (!needs_are_met(state, state.graph[s], done)) continue;
      const bool in_order = is_in_order(state, state.graph[s], done);
      if (best == graph::no_slot || (in_order && !best_in_order)) {
        best = s;
        best_in_order = in_order;
      }
    }
    CHECK(best != graph::no_slot);
    current = state.graph[best].thread;
    done.set(current, state.graph[best].index);
    all.push_back(best);
  }
  return all;
}

bool can_keep(const Graph& graph, Slot w, const Event& promised) {
  return !Graph::is_init(w) && graph[w].thread != promised.thread &&
         graph.value(w) == promised.promise;
}

char token_letter(unsigned t) {
  return static_cast<char>(t < 26 ? 'a' + t : 'A' + (t - 26));
}

/// `=V`: the value; `=V.K`: and the write, where others of that value are
/// coherence-before it.
std::string promise_text(const State& state, const Event& e) {
  std::string text = "=" + std::to_string(e.promise);
  if (!e.reads) return text;
  std::size_t before = 0;
  for (const Slot w : state.graph.location(e.label.location).co) {
    if (w == e.rf) break;
    before += can_keep(state.graph, w, e);
  }
  if (before > 0) text += "." + std::to_string(before);
  return text;
}

/// Threads that threads start are lettered in the order in which the token
/// starts them; the search may have met them in another.
std::string token(const State& state, unsigned started, bool reversed) {
  std::string text;
  std::vector<unsigned> number(state.threads.size());
  std::iota(number.begin(), number.end(), 0u);
  std::vector<Slot> added;
  for (const Slot s : linearise(state, reversed)) {
    const Event& e = state.graph[s];
    std::size_t way = 0;
    if (e.label.op == Op::choose || e.label.op == Op::grace_end) way = e.value;
    if ((e.reads || e.writes) && !(e.promised && !e.writes)) {
      const bool read = e.reads && !e.promised;
      const std::int32_t place = read ? state.graph[e.rf].co : e.co;
      for (const Slot x : added)
        if (state.graph[x].writes && state.graph[x].co > place &&
            state.graph[x].label.location == e.label.location)
          ++way;
    }
    if (way > 0) text += std::to_string(way);
    if (e.promised) text += promise_text(state, e);
    text += token_letter(number[e.thread]);
    if (e.label.op == Op::spawn) number[e.label.operand] = started++;
    added.push_back(s);
  }
  return text.empty() ? "-" : text;
}

/// Equal for equal graphs, whoever built them: threads, locations and events go
/// by their place in the program.
std::uint64_t execution_hash(const State& state) {
  std::uint64_t hash = 0;
  const auto mix = [&hash](std::uint64_t value) {
    hash = (hash ^ value) * 0x9e3779b97f4a7c15u;
    hash ^= hash >> 31;
  };
  const std::vector<std::uint64_t> names = thread_names(state);
  const auto mix_event = [&](Slot s) {
    const Event& e = state.graph[s];
    mix(Graph::is_init(s)
            ? 0
            : names[e.thread] << 16 | static_cast<std::uint16_t>(e.index));
  };
  std::vector<unsigned> by_name(state.graph.threads());
  std::iota(by_name.begin(), by_name.end(), 0u);
  std::sort(by_name.begin(), by_name.end(),
            [&](unsigned a, unsigned b) { return names[a] < names[b]; });
  for (const unsigned t : by_name) {
    for (const Slot s : state.graph.thread(t)) {
      const Event& e = state.graph[s];
      mix(static_cast<std::uint64_t>(e.label.op));
      if (e.label.op == Op::choose) mix(e.value);
      if (!e.reads && !e.writes) continue;
      const graph::LocationState& l = state.graph.location(e.label.location);
      mix(l.creator == l.by_main ? 0 : names[l.creator]);
      mix(l.number);
      if (e.reads) mix_event(e.rf);
      if (e.writes)
        mix_event(state.graph.location(e.label.location)
                      .co[static_cast<std::size_t>(e.co) - 1]);
    }
  }
  return hash;
}

}  // namespace vmalock::explore

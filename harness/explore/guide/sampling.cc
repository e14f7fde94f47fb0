// SPDX-License-Identifier: MIT
// Random executions.
#include "harness/explore/explorer.h"
#include "harness/explore/guide/stepwise.h"
#include "harness/explore/guide/waits.h"
#include "harness/explore/run/effect.h"

namespace vmalock::explore {

Sampling::Sampling(Explorer& explorer)
    : Stepwise(explorer),
      random_(explorer.run.options.seed),
      limits_(explorer.run.options) {}

void Sampling::stand(ThreadStatus status) {
  // Threads run in bursts, which saves most of the switches.
  constexpr std::size_t mean_burst = 4;
  if (status == ThreadStatus::ready && random_.below(mean_burst) != 0) return;
  Stepwise::stand(status);
}

void Sampling::choose_source(Slot s, const Functions& functions) {
  Graph& graph = x_.state.graph;
  const Label label = graph[s].label;
  const auto& co = graph.location(label.location).co;
  const auto last = static_cast<std::int32_t>(co.size()) - 1;
  const std::int32_t oldest = x_.model->oldest_source(s);
  ways_.clear();
  for (std::int32_t i = last; i >= oldest; --i) {
    const Slot w = co[static_cast<std::size_t>(i)];
    const Effect does = effect(graph, label, functions, graph.value(w));
    if (does.writes && graph.rmw_of(w) != graph::no_slot) continue;
    if (waits(label.op) && does.blocks && i != last) continue;
    ways_.push_back({w, does});
  }
  for (;;) {
    // It waits for ever only if there is no other way.
    const std::size_t shut =
        ways_.size() > 1 && ways_.front().effect.blocks ? 1 : 0;
    const std::size_t n = shut + random_.below(ways_.size() - shut);
    const bool newest = ways_[n].slot == co[static_cast<std::size_t>(last)];
    give(s, ways_[n]);
    if (newest || x_.model->consistent_at(s)) return;
    if (ways_[n].effect.writes) graph.remove_co(s);
    ways_.erase(ways_.begin() + static_cast<std::ptrdiff_t>(n));
  }
}

void Sampling::choose_place(Slot s) {
  while (!place(s, random_.below(places(s)))) {
  }
}

/// Runs the program from its start next time.
void Sampling::reset() {
  x_.search.cut(0);
  for (unsigned t = 0; t < x_.state.threads.size(); ++t) {
    ThreadData& thread = x_.state.threads[t];
    if (thread.state == ThreadStatus::absent) continue;
    x_.log.truncate(t, 0);
    thread.state = ThreadStatus::stale;
  }
  x_.run.dropped = false;
}

/// Whether the wait that the thread stands at may read a value that ends it,
/// were it an old one.
bool Sampling::may_be_satisfied(unsigned t) const {
  const ThreadData& thread = x_.state.threads[t];
  const Location l = thread.wait_label->location;
  const auto& co = x_.state.graph.location(l).co;
  const std::int32_t oldest = x_.state.graph.floor(x_.model->hb_now(t), l);
  for (auto i = static_cast<std::size_t>(oldest); i < co.size(); ++i) {
    const Effect does =
        effect(x_.state.graph, *thread.wait_label, *thread.wait_functions,
               x_.state.graph.value(co[i]));
    if (does.blocks) continue;
    if (!does.writes || x_.state.graph.rmw_of(co[i]) == graph::no_slot)
      return true;
  }
  return false;
}

/// Threads that can add an event. Sampling lets a grace period end as soon as
/// it can, for what follows it may be read by threads that still run.
std::vector<unsigned> Sampling::movable() {
  std::vector<unsigned> all;
  for (unsigned t = 0; t < x_.state.threads.size(); ++t) {
    ThreadData& thread = x_.state.threads[t];
    while (thread.state == ThreadStatus::stale && !x_.run.over)
      x_.threads.resume(t);
    const bool waits = thread.state == ThreadStatus::waiting;
    if (thread.state == ThreadStatus::ready ||
        (waits ? may_be_satisfied(t) : wait_is_over(x_.state, thread)))
      all.push_back(t);
  }
  if (x_.run.over) return all;
  if (const unsigned t = x_.model->next_grace_period(); t != main_thread)
    all.push_back(t);
  if (!all.empty()) return all;
  for (unsigned t = 0; t < x_.state.threads.size(); ++t)
    if (x_.state.threads[t].state == ThreadStatus::waiting) all.push_back(t);
  return all;
}

/// Random executions: a random thread goes on in a random consistent way.
void Sampling::explore() {
  while (!x_.run.over && !limits_.reached(x_.run.result)) {
    reset();
    for (;;) {
      const std::vector<unsigned> all = movable();
      if (all.empty() || x_.run.over) break;
      x_.threads.resume(all[random_.below(all.size())]);
    }
    if (!x_.run.over) x_.accounts.finish_execution();
  }
}

}  // namespace vmalock::explore

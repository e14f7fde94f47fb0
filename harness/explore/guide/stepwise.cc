// SPDX-License-Identifier: MIT
#include "harness/explore/guide/stepwise.h"

#include "harness/base/check.h"
#include "harness/explore/explorer.h"

namespace vmalock::explore {

void Stepwise::does_not_fit() {
  user_error(
      "the witness does not fit the program: it was made for another case, "
      "implementation, bound or version");
}

void Stepwise::stand(ThreadStatus status) { x_.threads.stand(status); }

Value Stepwise::choose_value(Slot, std::size_t count) {
  const std::size_t way = way_of(count);
  if (way >= count) does_not_fit();
  return way;
}

/// Gives the read this source; the clocks follow.
void Stepwise::give(Slot s, const Alternative& way) {
  x_.search.set_rf(s, way.slot, way.effect);
  x_.model->update_clocks(s);
  if (way.effect.writes)
    x_.state.graph.insert_co(
        s, static_cast<std::size_t>(x_.state.graph[way.slot].co) + 1);
}

bool Stepwise::place(Slot s, std::size_t way) {
  Graph& graph = x_.state.graph;
  const auto& co = graph.location(graph[s].label.location).co;
  const std::size_t after = co.size() - 1 - way;
  if (graph.rmw_of(co[after]) != graph::no_slot) return false;
  graph.insert_co(s, after + 1);
  if (way == 0 || x_.model->consistent_at(s)) return true;
  graph.remove_co(s);
  return false;
}

std::size_t Stepwise::places(Slot s) const {
  const Graph& graph = x_.state.graph;
  const Event& e = graph[s];
  const std::int32_t oldest =
      graph.floor(x_.model->hb_before(e), e.label.location, s);
  return graph.location(e.label.location).co.size() -
         static_cast<std::size_t>(oldest);
}

}  // namespace vmalock::explore

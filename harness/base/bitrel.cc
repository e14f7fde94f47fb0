// SPDX-License-Identifier: MIT
#include "harness/base/bitrel.h"

namespace vmalock {
namespace {

/// Shortest cycle through `start` by breadth-first search; empty if none.
template <std::size_t words>
std::vector<std::size_t> cycle_through(const BasicRelation<words>& r,
                                       std::size_t start) {
  const std::size_t none = r.size();
  std::vector<std::size_t> parent(r.size(), none);
  std::vector<std::size_t> queue = {start};
  for (std::size_t head = 0; head < queue.size(); ++head) {
    const std::size_t from = queue[head];
    if (r.has(from, start)) {
      std::vector<std::size_t> cycle;
      for (std::size_t e = from; e != start; e = parent[e]) cycle.push_back(e);
      cycle.push_back(start);
      std::reverse(cycle.begin(), cycle.end());
      return cycle;
    }
    r.successors(from).for_each([&](std::size_t to) {
      if (to == start || parent[to] != none) return;
      parent[to] = from;
      queue.push_back(to);
    });
  }
  return {};
}

}  // namespace

template <std::size_t words>
std::vector<std::size_t> BasicRelation<words>::find_cycle() const {
  std::vector<std::size_t> shortest;
  const BasicRelation closure = transitive_closure();
  for (std::size_t i = 0; i < size_; ++i) {
    if (!closure.has(i, i)) continue;
    std::vector<std::size_t> cycle = cycle_through(*this, i);
    if (shortest.empty() || cycle.size() < shortest.size())
      shortest = std::move(cycle);
  }
  return shortest;
}

template class BasicRelation<1>;
template class BasicRelation<2>;
template class BasicRelation<3>;
template class BasicRelation<4>;

}  // namespace vmalock

// SPDX-License-Identifier: MIT
#include "harness/graph/execution.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <numeric>
#include <string_view>
#include <tuple>

#include "harness/base/check.h"

namespace vmalock::graph {
namespace {

constexpr std::array<std::string_view, 10> mark_names = {
    "",
    "noreturn",
    "lock",
    "unlock",
    "before_atomic",
    "after_atomic",
    "after_spinlock",
    "after_unlock_lock",
    "after_srcu_read_unlock",
    "barrier"};

std::int32_t renumber(const std::vector<std::int32_t>& new_number,
                      std::int32_t event) {
  return event == init_write ? init_write
                             : new_number[static_cast<std::size_t>(event)];
}

void renumber(const std::vector<std::int32_t>& new_number, EventPairs& pairs) {
  for (auto& [from, to] : pairs) {
    from = renumber(new_number, from);
    to = renumber(new_number, to);
  }
  std::sort(pairs.begin(), pairs.end());
}

std::string position(const Execution& x, std::int32_t event) {
  if (event == init_write) return "init";
  const ExecutionEvent& e = x.events[static_cast<std::size_t>(event)];
  return fmt::format("T{}.{}", e.thread, e.index);
}

void mix(std::size_t& seed, std::uint64_t value) {
  // FNV-1a over the eight bytes would do; one multiplication is enough here
  // because only equality of a few thousand graphs hangs on it.
  seed = (seed ^ value) * 0x9e3779b97f4a7c15ull;
  seed ^= seed >> 29;
}

}  // namespace

void Execution::canonicalize() {
  std::vector<std::size_t> order(events.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::tie(events[a].thread, events[a].index) <
           std::tie(events[b].thread, events[b].index);
  });
  std::vector<std::int32_t> new_number(events.size());
  std::vector<ExecutionEvent> sorted;
  sorted.reserve(events.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    new_number[order[i]] = static_cast<std::int32_t>(i);
    sorted.push_back(events[order[i]]);
  }
  events = std::move(sorted);
  for (ExecutionEvent& e : events) e.rf = renumber(new_number, e.rf);
  for (auto& writes : co)
    for (std::int32_t& w : writes) w = renumber(new_number, w);
  renumber(new_number, addr);
  renumber(new_number, data);
  renumber(new_number, ctrl);
}

Execution Execution::part(const std::vector<bool>& keep) const {
  Execution kept;
  kept.init = init;
  kept.co.resize(co.size());
  std::vector<std::int32_t> new_number(events.size(), init_write);
  std::vector<std::uint16_t> next_index;
  for (std::size_t i = 0; i < events.size(); ++i) {
    ExecutionEvent e = events[i];
    if (!keep[i]) continue;
    if (next_index.size() <= e.thread) next_index.resize(e.thread + 1u, 0);
    e.index = next_index[e.thread]++;
    new_number[i] = static_cast<std::int32_t>(kept.events.size());
    kept.events.push_back(e);
  }
  for (ExecutionEvent& e : kept.events) e.rf = renumber(new_number, e.rf);
  for (std::size_t loc = 0; loc < co.size(); ++loc)
    for (std::int32_t w : co[loc])
      if (keep[static_cast<std::size_t>(w)])
        kept.co[loc].push_back(renumber(new_number, w));
  const auto keep_pairs = [&](const EventPairs& from, EventPairs& to) {
    for (const auto& [a, b] : from) {
      const std::int32_t new_a = renumber(new_number, a);
      const std::int32_t new_b = renumber(new_number, b);
      if (new_a != init_write && new_b != init_write)
        to.emplace_back(new_a, new_b);
    }
  };
  keep_pairs(addr, kept.addr);
  keep_pairs(data, kept.data);
  keep_pairs(ctrl, kept.ctrl);
  return kept;
}

Execution Execution::without_plain_locations() const {
  std::vector<bool> marked(init.size(), false);
  for (const ExecutionEvent& e : events)
    if (e.accesses() && e.order != Ordering::plain) marked[e.location] = true;
  std::vector<bool> keep;
  for (const ExecutionEvent& e : events)
    keep.push_back(!e.accesses() || marked[e.location]);
  return part(keep);
}

Execution Execution::without_nested_sections() const {
  std::vector<bool> keep;
  int thread = -1;
  std::map<std::uint32_t, unsigned> depth;  // by domain
  for (const ExecutionEvent& e : events) {
    if (e.thread != thread) depth.clear();
    thread = e.thread;
    bool outer = true;
    if (e.kind == EventKind::rcu_lock) outer = depth[e.location]++ == 0;
    if (e.kind == EventKind::rcu_unlock) outer = --depth[e.location] == 0;
    keep.push_back(outer);
  }
  return part(keep);
}

std::int64_t Execution::final_value(std::size_t location) const {
  CHECK(location < init.size());
  if (location >= co.size() || co[location].empty()) return init[location];
  return events[static_cast<std::size_t>(co[location].back())].written;
}

std::size_t Execution::hash() const {
  std::size_t seed = events.size();
  for (const ExecutionEvent& e : events) {
    mix(seed, (std::uint64_t{e.thread} << 48) | (std::uint64_t{e.index} << 32) |
                  (std::uint64_t(e.kind) << 24) |
                  (std::uint64_t(e.order) << 16) |
                  (std::uint64_t(e.mark) << 8) | std::uint64_t{e.failed_rmw});
    mix(seed, e.location);
    mix(seed, static_cast<std::uint64_t>(e.read));
    mix(seed, static_cast<std::uint64_t>(e.written));
    mix(seed, static_cast<std::uint64_t>(e.rf));
  }
  for (const auto& writes : co) {
    mix(seed, writes.size());
    for (std::int32_t w : writes) mix(seed, static_cast<std::uint64_t>(w));
  }
  for (const EventPairs* pairs : {&addr, &data, &ctrl})
    for (const auto& [from, to] : *pairs)
      mix(seed, (static_cast<std::uint64_t>(from) << 32) ^
                    static_cast<std::uint64_t>(to));
  return seed;
}

std::string to_string(const Execution& x) {
  std::string text;
  for (std::size_t i = 0; i < x.events.size(); ++i) {
    const ExecutionEvent& e = x.events[i];
    text += fmt::format("{} {} {}", position(x, static_cast<std::int32_t>(i)),
                        row(e.kind).name, name(e.order));
    if (e.mark != Mark::none)
      text += fmt::format(" {}", mark_names[static_cast<std::size_t>(e.mark)]);
    if (e.failed_rmw) text += " failed";
    if (e.accesses()) text += fmt::format(" x{}", e.location);
    if (e.reads()) text += fmt::format(" read {}", e.read);
    if (e.writes()) text += fmt::format(" wrote {}", e.written);
    if (e.reads()) text += " <- " + position(x, e.rf);
    text += '\n';
  }
  for (std::size_t loc = 0; loc < x.co.size(); ++loc) {
    text += fmt::format("co x{}: init", loc);
    for (std::int32_t w : x.co[loc]) text += " " + position(x, w);
    text += '\n';
  }
  return text;
}

}  // namespace vmalock::graph

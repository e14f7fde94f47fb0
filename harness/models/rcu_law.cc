// SPDX-License-Identifier: MIT
#include "harness/models/rcu_law.h"

#include <optional>

#include "harness/base/check.h"

namespace vmalock::models {
namespace {

using graph::EventKind;
using graph::ExecutionEvent;

struct Section {
  std::size_t lock;
  std::optional<std::size_t> unlock;
  std::uint32_t domain;
};

/// Outermost read-side sections. Sections nest per domain.
std::vector<Section> sections_of(const graph::Execution& x) {
  const std::size_t first = x.init.size();
  std::vector<Section> sections;
  for (std::size_t i = 0; i < x.events.size(); ++i) {
    const ExecutionEvent& lock = x.events[i];
    if (lock.kind != EventKind::rcu_lock) continue;
    unsigned depth_before = 0;
    for (std::size_t j = 0; j < i; ++j) {
      const ExecutionEvent& e = x.events[j];
      if (e.thread != lock.thread || e.location != lock.location) continue;
      if (e.kind == EventKind::rcu_lock) ++depth_before;
      if (e.kind == EventKind::rcu_unlock) --depth_before;
    }
    if (depth_before != 0) continue;
    Section section{first + i, std::nullopt, lock.location};
    unsigned depth = 1;
    for (std::size_t j = i + 1; j < x.events.size(); ++j) {
      const ExecutionEvent& e = x.events[j];
      if (e.thread != lock.thread || e.location != lock.location) continue;
      if (e.kind == EventKind::rcu_lock) ++depth;
      if (e.kind == EventKind::rcu_unlock && --depth == 0) {
        section.unlock = first + j;
        break;
      }
    }
    sections.push_back(section);
  }
  return sections;
}

/// The two sides of the law for one grace period and one section.
struct Choice {
  Relation began_after;
  std::optional<Relation> ended_before;  ///< not if the section never ends
};

std::vector<Choice> choices_of(const graph::Execution& x, const Relations& r) {
  const Relation earlier = r.po.inverse();
  std::vector<Choice> choices;
  for (std::size_t i = 0; i < x.events.size(); ++i) {
    const ExecutionEvent& sync = x.events[i];
    if (sync.kind != EventKind::rcu_sync) continue;
    const std::size_t g = x.init.size() + i;
    for (const Section& c : sections_of(x)) {
      if (c.domain != sync.location) continue;
      // g itself, too: whatever is ordered before g is so before it begins,
      // such as the sections that ended before an earlier grace period did.
      EventSet before = earlier.successors(g);
      before.add(g);
      Choice choice{r.times(before, r.po.successors(c.lock)), std::nullopt};
      if (c.unlock)
        choice.ended_before =
            r.times(earlier.successors(*c.unlock), r.po.successors(g));
      choices.push_back(choice);
    }
  }
  CHECK(choices.size() < 24);
  return choices;
}

}  // namespace

void for_each_rcu_order(
    const graph::Execution& x, const Relations& r,
    const std::function<void(const Relation& extra)>& visit) {
  const std::vector<Choice> choices = choices_of(x, r);
  for (std::uint32_t mask = 0; mask < (1u << choices.size()); ++mask) {
    Relation extra(r.n);
    bool possible = true;
    for (std::size_t i = 0; i < choices.size() && possible; ++i) {
      const bool ended = (mask >> i & 1u) != 0;
      possible = !ended || choices[i].ended_before.has_value();
      if (possible)
        extra =
            extra | (ended ? *choices[i].ended_before : choices[i].began_after);
    }
    if (possible) visit(extra);
  }
}

Consistency for_some_rcu_order(
    const graph::Execution& x, const Relations& r,
    const std::function<Consistency(const Relation& extra)>& check) {
  std::optional<Consistency> result;
  for_each_rcu_order(x, r, [&](const Relation& extra) {
    if (result && *result) return;
    Consistency c = check(extra);
    if (!result || c) result = std::move(c);
  });
  CHECK(result.has_value());
  return *std::move(result);
}

EventSet grace_periods(const graph::Execution& x) {
  EventSet set;
  for (std::size_t i = 0; i < x.events.size(); ++i)
    if (x.events[i].kind == EventKind::rcu_sync) set.add(x.init.size() + i);
  return set;
}

}  // namespace vmalock::models

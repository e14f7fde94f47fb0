// SPDX-License-Identifier: MIT
// Taking choices back, newest first.
#include <algorithm>

#include "harness/base/check.h"
#include "harness/explore/search/claims.h"
#include "harness/explore/search/learnt.h"
#include "harness/explore/search/search.h"

namespace vmalock::explore {

void Search::cut(std::size_t size) {
  while (graph_.size() > size) {
    const Event& e = graph_[graph_.order().back()];
    ThreadData& t = state_.threads[e.thread];
    if (e.label.op == Op::spawn) {
      ThreadData& child = state_.threads[e.label.operand];
      child.state = ThreadStatus::absent;
      log_.truncate(static_cast<unsigned>(e.label.operand), 0);
    }
    t.state = ThreadStatus::stale;
    log_.truncate(e.thread, e.plain_before);
    graph_.remove_last();
  }
}

/// What was learnt of the read in other graphs, once its own subtree has shown
/// that another RMW might have taken what it reads.
void Search::add_known(Promised& promised) {
  const Event& e = graph_[promised.read];
  if (promised.has_known || !promised.is_contended) return;
  promised.has_known = true;
  const Learnt::Cell cell = Learnt::cell(graph_.location(e.label.location));
  for (const Learnt::Learning& l :
       run_.options.attempt.learnt->known(e.thread, e.index)) {
    const auto& values = promised.values;
    if (!l.everywhere || l.cell != cell ||
        std::find(values.begin(), values.end(), l.value) != values.end() ||
        (promised.id != 0 &&
         !run_.options.attempt.claims->first({promised.id, l.value})))
      continue;
    promised.values.push_back(l.value);
    promised.is_free.push_back(l.ways.front().empty());
  }
}

/// Promises come last: they are found while the others are explored.
std::optional<Alternative> Search::next_alternative(Choice& choice) {
  if (choice.next != choice.end) return state_.alternatives[choice.next++];
  if (!choice.promises) return std::nullopt;
  Promised& promised = state_.promised[state_.promised_used - 1];
  if (promised.next == promised.values.size()) add_known(promised);
  if (promised.next == promised.values.size()) return std::nullopt;
  Alternative alternative;
  alternative.promised = true;
  alternative.promise = promised.values[promised.next++];
  return alternative;
}

/// Takes the newest choice that has an alternative left. False: none has.
bool Search::backtrack() {
  state_.pending = graph::no_slot;
  while (!state_.choices.empty()) {
    Choice& top = state_.choices.back();
    cut(top.size);
    if (top.kind == Choice::Kind::undo) {
      restore();
      pop_choice();
      continue;
    }
    const std::optional<Alternative> alternative = next_alternative(top);
    if (!alternative) {
      pop_choice();
      continue;
    }
    const Choice choice = top;
    if (take(choice, *alternative)) return true;
    if (run_.over) return false;
  }
  return false;
}

bool Search::take(const Choice& choice, const Alternative& alternative) {
  switch (choice.kind) {
    case Choice::Kind::rf:
      return take_rf(choice.event, alternative);
    case Choice::Kind::co:
      return take_co(choice.event, alternative.slot);
    case Choice::Kind::value:
      take_value(choice.event, alternative.effect.value);
      return true;
    case Choice::Kind::revisit:
      return revisit(alternative.slot, choice.event);
    case Choice::Kind::undo:
      break;
  }
  CHECK(false && "undo is not an alternative");
  return false;
}

}  // namespace vmalock::explore

// SPDX-License-Identifier: MIT
// Events: a label says what the program did, the other fields say where the
// event stands in the graph.
#pragma once

#include <cstdint>

#include "harness/base/ordering.h"
#include "harness/base/rmw_op.h"
#include "harness/base/where.h"
#include "harness/graph/clock.h"
#include "harness/graph/event_kinds.h"
#include "harness/graph/execution.h"

namespace vmalock::graph {

/// Name of an event inside a graph. Slots [0, max_locations) are the initial
/// writes: slot l initialises location l.
using Slot = std::uint32_t;
inline constexpr Slot no_slot = ~Slot{0};
inline constexpr Slot max_locations = 1024;

/// What the program asked for. Equal labels at equal positions are what makes
/// a program deterministic.
struct Label {
  Op op = Op::fence;
  RmwOp rmw_op = RmwOp::exchange;
  Mark mark = Mark::none;  ///< for lkmm
  bool locked = false;     ///< update: an instruction that may fail, as a cas
  Ordering order = Ordering::relaxed;
  Ordering failure = Ordering::relaxed;
  std::uint16_t site = 0xffff;
  std::uint32_t location = 0;
  std::uint64_t operand = 0;   ///< store: value; rmw; cas: desired; choose: n
  std::uint64_t expected = 0;  ///< cas
  Where where;

  bool same_as(const Label& o) const {
    return op == o.op && rmw_op == o.rmw_op && order == o.order &&
           failure == o.failure && site == o.site && location == o.location &&
           operand == o.operand && expected == o.expected;
  }
};

struct Event {
  Label label;

  // What happened.
  bool reads = false;
  bool writes = false;
  bool blocked = false;       ///< a wait whose value does not satisfy it
  bool promised = false;      ///< a read whose source comes last (promises.cc)
  std::uint64_t promise = 0;  ///< the value that it was promised
  Ordering order = Ordering::relaxed;  ///< label.failure if an RMW failed
  std::uint64_t value = 0;             ///< value written; choose: the choice
  Slot rf = no_slot;

  // Where it stands.
  std::uint8_t thread = 0;
  Index index = 0;          ///< in its thread, from 1
  std::int32_t co = -1;     ///< place in the location's coherence order
  std::uint32_t stamp = 0;  ///< place in insertion order
  Slot previous = no_slot;  ///< last event of this thread at this location

  // How it was added.
  bool maximal = true;       ///< read or placed co-last when it was added
  bool pending = false;      ///< rf was changed, the effect is not computed yet
  bool has_message = false;  ///< Graph::message() says something

  std::uint32_t plain_before = 0;  ///< plain accesses of the thread before it

  bool is_plain() const { return label.order == Ordering::plain; }
  bool is_seq_cst() const {
    return order == Ordering::seq_cst || order == Ordering::mb;
  }
};

/// What has happened: a promised read has read.
constexpr EventKind kind_of(const Event& e) {
  if (const auto kind = row(e.label.op).kind) return *kind;
  if (!e.writes) return EventKind::load;
  return e.reads || e.promised ? EventKind::rmw : EventKind::store;
}

/// What the kernel orders everything across: smp_mb, synchronize_rcu, and a
/// fully ordered RMW that happens.
constexpr bool is_full_fence(const Event& e) {
  const OpRow& r = row(e.label.op);
  if (r.kind == EventKind::fence) return e.order == Ordering::mb;
  return r.full_fence ||
         (kind_of(e) == EventKind::rmw && e.order == Ordering::seq_cst);
}

/// A conditional RMW that did not happen: a load, with the order of failure.
constexpr bool has_failed(const Event& e) {
  return may_write(e.label.op) && !e.writes;
}

}  // namespace vmalock::graph

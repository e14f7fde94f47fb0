// SPDX-License-Identifier: MIT
// The kinds of events: one table, from which everything that asks "does it
// read?", "does it wait?" or "what is it called?" takes its answer.
//
//   Op         what the program asked for: a node of the explorer's graph
//   EventKind  what happened: in an Execution, in a trace, in JSON
//
// A compare-exchange is one Op and, by what it did, an rmw or a load. Adding a
// kind: harness/explore/README.md.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace vmalock::graph {

enum class EventKind : std::uint8_t {
  // what memory models see
  load,
  store,
  rmw,
  fence,
  rcu_lock,
  rcu_unlock,
  rcu_sync,  ///< a grace period; in a trace: its end
  // what only traces show
  grace_begin,
  choose,
  spawn,
  join,
  allocate,
  deallocate,
};

struct EventKindRow {
  EventKind kind;
  bool reads = false, writes = false;
  bool modelled = false;   ///< events of an Execution may be of this kind
  const char* name = "";   ///< in the text of an Execution
  const char* json = "";   ///< GraphEvent::kind; stable
  const char* trace = "";  ///< a step's words (fmt); of accesses: trace.cc
};

inline constexpr std::array event_kinds = {
    EventKindRow{.kind = EventKind::load,
                 .reads = true,
                 .modelled = true,
                 .name = "load",
                 .json = "load"},
    EventKindRow{.kind = EventKind::store,
                 .writes = true,
                 .modelled = true,
                 .name = "store",
                 .json = "store"},
    EventKindRow{.kind = EventKind::rmw,
                 .reads = true,
                 .writes = true,
                 .modelled = true,
                 .name = "rmw",
                 .json = "rmw"},
    EventKindRow{.kind = EventKind::fence,
                 .modelled = true,
                 .name = "fence",
                 .json = "fence",
                 .trace = "fence {order}"},
    EventKindRow{.kind = EventKind::rcu_lock,
                 .modelled = true,
                 .name = "rcu_lock",
                 .json = "rcu_lock",
                 .trace = "rcu_read_lock"},
    EventKindRow{.kind = EventKind::rcu_unlock,
                 .modelled = true,
                 .name = "rcu_unlock",
                 .json = "rcu_unlock",
                 .trace = "rcu_read_unlock"},
    EventKindRow{.kind = EventKind::rcu_sync,
                 .modelled = true,
                 .name = "rcu_sync",
                 .json = "grace_end",
                 .trace = "synchronize_rcu ends"},
    EventKindRow{.kind = EventKind::grace_begin,
                 .json = "grace_begin",
                 .trace = "synchronize_rcu begins"},
    EventKindRow{.kind = EventKind::choose,
                 .json = "choose",
                 .trace = "choose {value} of {operand}"},
    EventKindRow{.kind = EventKind::spawn,
                 .json = "spawn",
                 .trace = "starts thread {operand}"},
    EventKindRow{.kind = EventKind::join,
                 .json = "join",
                 .trace = "joins thread {operand}"},
    EventKindRow{.kind = EventKind::allocate,
                 .json = "allocate",
                 .trace = "allocates {object}"},
    EventKindRow{.kind = EventKind::deallocate,
                 .json = "release",
                 .trace = "frees {object}"},
};

constexpr const EventKindRow& row(EventKind k) {
  return event_kinds[static_cast<std::size_t>(k)];
}

enum class Op : std::uint8_t {
  init,
  load,
  store,
  rmw,           ///< unconditional read-modify-write
  cas,           ///< compare-exchange
  update,        ///< conditional RMW given by a function
  await,         ///< load that blocks until its value satisfies a predicate
  await_update,  ///< conditional RMW that blocks until it happens
  fence,
  choose,
  spawn,
  join,
  rcu_lock,
  rcu_unlock,
  grace_start,
  grace_end,
};

struct OpRow {
  Op op;
  /// What it may do at its location. RCU's do it at one of the explorer's own.
  bool reads = false, writes = false;
  bool waits = false;  ///< blocks until its value satisfies it
  /// Only the running thread knows what it does with a value: it brings a
  /// function.
  bool by_function = false;
  bool full_fence = false;  ///< whatever its ordering
  /// What it is when it has happened. Nothing: a load, a store or an rmw, by
  /// what it did.
  std::optional<EventKind> kind = {};
};

inline constexpr std::array ops = {
    OpRow{.op = Op::init, .kind = EventKind::store},
    OpRow{.op = Op::load, .reads = true},
    OpRow{.op = Op::store, .writes = true},
    OpRow{.op = Op::rmw, .reads = true, .writes = true},
    OpRow{.op = Op::cas, .reads = true, .writes = true},
    OpRow{.op = Op::update, .reads = true, .writes = true, .by_function = true},
    OpRow{.op = Op::await, .reads = true, .waits = true, .by_function = true},
    OpRow{.op = Op::await_update,
          .reads = true,
          .writes = true,
          .waits = true,
          .by_function = true},
    OpRow{.op = Op::fence, .kind = EventKind::fence},
    OpRow{.op = Op::choose, .kind = EventKind::choose},
    OpRow{.op = Op::spawn, .kind = EventKind::spawn},
    OpRow{.op = Op::join, .kind = EventKind::join},
    OpRow{.op = Op::rcu_lock, .reads = true, .kind = EventKind::rcu_lock},
    OpRow{.op = Op::rcu_unlock, .kind = EventKind::rcu_unlock},
    OpRow{.op = Op::grace_start,
          .reads = true,
          .writes = true,
          .kind = EventKind::grace_begin},
    OpRow{.op = Op::grace_end, .full_fence = true, .kind = EventKind::rcu_sync},
};

constexpr const OpRow& row(Op op) { return ops[static_cast<std::size_t>(op)]; }

constexpr bool may_read(Op op) { return row(op).reads; }
constexpr bool may_write(Op op) { return row(op).writes; }
constexpr bool waits(Op op) { return row(op).waits; }

namespace detail {
template <class Rows, class Key>
constexpr bool in_order(const Rows& rows, Key key) {
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (static_cast<std::size_t>(key(rows[i])) != i) return false;
  return true;
}
}  // namespace detail
static_assert(detail::in_order(event_kinds, [](auto& r) { return r.kind; }));
static_assert(detail::in_order(ops, [](auto& r) { return r.op; }));

}  // namespace vmalock::graph

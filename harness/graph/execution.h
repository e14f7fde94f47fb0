// SPDX-License-Identifier: MIT
// One execution graph as plain data, in canonical form: events, reads-from and
// coherence, and nothing about how it was found. It is what the readable models
// judge, what a brute-force generator and an explorer are compared by, and what
// duplicates are detected by.
//
// Conventions
//  - Events are sorted by (thread, index); `index` counts the events of a
//    thread from 0 in program order. Two executions are equal exactly if they
//    have the same events, the same rf and the same co.
//  - The initialising write of a location is implicit: it has the value
//    `init[location]`, comes before every other write in co, and a read of it
//    has `rf == init_write`.
//  - A read-modify-write is ONE event that reads and writes. A compare-exchange
//    that fails is a load with the ordering of failure and `failed_rmw` set (on
//    x86 it is a full barrier all the same).
//  - Locations are numbered from 0 in the order in which the program names
//    them, so that two generators agree on them.
//  - Everything before the threads start belongs into `init`; reads by code
//    that runs after all threads have ended are no events.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "harness/base/ordering.h"
#include "harness/graph/event_kinds.h"
#include "harness/graph/instruction.h"

namespace vmalock::graph {

inline constexpr std::int32_t init_write = -1;
/// A read whose source is not decided yet. Only in executions that are not
/// finished: in these a model finds fewer edges, and is right so far.
inline constexpr std::int32_t no_write = -2;

/// What a kernel primitive is beyond its kind and ordering, for the models that
/// tell these apart (only lkmm does). The fences among them have no ordering of
/// their own (Ordering::none).
enum class Mark : std::uint8_t {
  none,
  noreturn,  ///< rmw whose value nobody gets: atomic_inc
  lock,      ///< rmw: spin_lock, spin_trylock that succeeded
  unlock,    ///< store: spin_unlock
  before_atomic,
  after_atomic,
  after_spinlock,
  after_unlock_lock,
  after_srcu_read_unlock,
  barrier,
};

struct ExecutionEvent {
  std::uint16_t thread = 0;
  std::uint16_t index = 0;
  EventKind kind = EventKind::fence;
  Ordering order = Ordering::relaxed;
  Mark mark = Mark::none;
  bool failed_rmw = false;       ///< a load: the compare-exchange that failed
  std::uint32_t location = 0;    ///< of accesses; of rcu_*: the domain
  std::int64_t read = 0;         ///< value read: load, rmw
  std::int64_t written = 0;      ///< value written: store, rmw
  std::int32_t rf = init_write;  ///< load, rmw: event that was read from
  Instruction instruction;       ///< in programs of a machine

  bool reads() const { return row(kind).reads; }
  bool writes() const { return row(kind).writes; }
  bool accesses() const { return reads() || writes(); }

  friend bool operator==(const ExecutionEvent&,
                         const ExecutionEvent&) = default;
};

/// Pairs of event numbers: a dependency from a read to a later event.
using EventPairs = std::vector<std::pair<std::int32_t, std::int32_t>>;

struct Execution {
  std::vector<ExecutionEvent> events;
  /// Per location: the writes in coherence order, without the initial one.
  std::vector<std::vector<std::int32_t>> co;
  std::vector<std::int64_t> init;  ///< per location: initial value

  /// Syntactic dependencies, for models that use them (none of sc, tso, rc11
  /// does); sorted. They go from the reading half of an rmw, and data to the
  /// writing half; so a pair (e, e) in `data` says that what e writes is
  /// computed from what it reads. A dependency may also come from an rcu_lock:
  /// on the index that srcu_read_lock returned.
  EventPairs addr, data, ctrl;

  /// Sorts the events by (thread, index) and renumbers rf, co and the
  /// dependencies. Call it once after the events were added in any order.
  void canonicalize();

  /// The same execution without the locations that only plain accesses reach.
  /// In a program without races these accesses never branch, and an explorer
  /// may leave them out of its graph.
  Execution without_plain_locations() const;
  /// … and without the read sections inside others. No model tells the two
  /// apart: what the inner section is ordered with the outer one is, too. Its
  /// events are in thread order, its sections are closed.
  Execution without_nested_sections() const;
  /// The events that `keep` holds, by number, renumbered. Their sources are
  /// kept.
  Execution part(const std::vector<bool>& keep) const;

  /// The value that a location has in the end.
  std::int64_t final_value(std::size_t location) const;

  std::size_t hash() const;
  friend bool operator==(const Execution&, const Execution&) = default;
};

/// The execution as text, one event a line ("T1.0 load acq x0 = 1 <- T0.2"),
/// then one line of co per location. For test failures and reports.
std::string to_string(const Execution& execution);

}  // namespace vmalock::graph

template <>
struct std::hash<vmalock::graph::Execution> {
  std::size_t operator()(const vmalock::graph::Execution& e) const {
    return e.hash();
  }
};

// SPDX-License-Identifier: MIT
// What one thread of a litmus program can do, without knowing what it reads:
// its runs as lists of events whose values are expressions over the values
// read, with the conditions under which the run is taken and the syntactic
// dependencies between its events.
//
// Dependencies are those of the kernel's memory model as herd7 computes them
// (tools/memory-model/Documentation/explanation.txt, "Dependency relations"):
//  - data: a store's value names a register that names a load. What the value
//    really depends on does not matter: r ^ r carries one;
//  - ctrl: from the loads in the condition of an `if` to every event inside its
//    two branches, and to none after their join;
//  - an rmw that computes its new value from the old one has a data dependency
//    from its reading to its writing half; an exchange has none, and neither
//    has a compare-exchange on its expected value;
//  - what a fetch-and-op returns depends on its operand too;
//  - addr: the address of an access names a register that names a load. An
//    access through a pointer makes one run for each location that it may be.
//  - ctrl also: from the read that ended a wait to all that comes later. Spin
//    locks are no waits in this sense, for herd7 does not have it so.
// A register that is assigned under an `if` carries no dependency on the `if`.
#pragma once

#include <cstdint>
#include <vector>

#include "harness/program/litmus_program.h"

namespace vmalock::oracle {

/// Events of one run, by number: bit i is the run's event i.
using RunEvents = std::uint64_t;
inline constexpr std::size_t max_run_events = 64;

/// An expression in which register i stands for what event i of the run read.
struct Symbolic {
  litmus::Expr value;
  RunEvents needs = 0;    ///< the events whose values it is computed from
  RunEvents sources = 0;  ///< the events that it depends on, syntactically
};

struct RunEvent {
  graph::ExecutionEvent event;  ///< without the values and rf
  Symbolic written;             ///< store, rmw
  RunEvents addr = 0, data = 0, ctrl = 0;
  RunEvents waited = 0;  ///< those of `ctrl` that ended a wait
};

struct RunCondition {
  Symbolic value;
  bool holds = true;  ///< whether it must be other than 0
};

struct ThreadRun {
  /// How it ends; what is not complete is asked for (may_stop).
  enum class End : std::uint8_t {
    complete,
    waits,  ///< for ever: its last event is the wait, as a load
    held,   ///< in a grace period, which is no event
  };
  End end = End::complete;
  std::size_t wait = 0;  ///< End::waits: the number of the event
  unsigned depth = 0;    ///< read sections that are open there
  std::vector<RunEvent> events;
  std::vector<RunCondition> conditions;
  std::vector<Symbolic> registers;  ///< in the end
};

/// All runs of a thread; their conditions exclude each other. `may_stop`: also
/// those that end in a wait or a grace period that never ends.
std::vector<ThreadRun> thread_runs(const litmus::LitmusProgram& program,
                                   std::size_t thread, bool may_stop = false);

}  // namespace vmalock::oracle

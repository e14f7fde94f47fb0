// SPDX-License-Identifier: MIT
// The sets and base relations of a .cat file (herd7's names), taken from one
// execution. Initialising writes are events here, numbered first, because a
// .cat file quantifies over them too; they are not in po.
#pragma once

#include <initializer_list>
#include <string_view>

#include "harness/base/bitrel.h"
#include "harness/graph/execution.h"
#include "harness/models/model.h"

namespace vmalock::models {

struct Relations {
  explicit Relations(const graph::Execution& x);

  std::size_t n;  ///< number of events, initial writes included

  EventSet R, W, M;  ///< reads, writes, all memory accesses
  EventSet F;        ///< fences
  EventSet IW;       ///< initial writes
  EventSet RMW;      ///< read-modify-writes: in R and in W
  EventSet failed;   ///< loads of compare-exchanges that failed
  EventSet plain;    ///< accesses without a mark; not the initial writes

  Relation po;          ///< program order
  Relation loc;         ///< accesses of the same location
  Relation ext;         ///< events of different threads
  Relation rf, co, fr;  ///< fr = rf^-1 ; co \ id

  Relation addr, data, ctrl;  ///< dependencies

  /// The non-initial events whose ordering is one of these.
  EventSet ordered(std::initializer_list<Ordering> orders) const;
  Relation id() const { return identity(n); }
  /// [S]
  Relation on(EventSet set) const { return identity_on(set, n); }
  /// S1 * S2
  Relation times(EventSet a, EventSet b) const { return product(a, b, n); }
  Relation rfe() const { return rf & ext; }

  EventId event_id(std::size_t number) const;

 private:
  const graph::Execution& execution_;
  std::size_t locations_;

  void add_program_order();
  void add_communication();
};

/// Statements of a .cat file: each names an axiom.
class Axioms {
 public:
  explicit Axioms(const Relations& relations) : relations_(relations) {}
  bool acyclic(const Relation& r, std::string_view axiom);
  bool irreflexive(const Relation& r, std::string_view axiom);
  bool empty(const Relation& r, std::string_view axiom);
  Consistency result() && { return std::move(result_); }

 private:
  const Relations& relations_;
  Consistency result_;
};

}  // namespace vmalock::models

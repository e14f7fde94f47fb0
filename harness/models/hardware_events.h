// SPDX-License-Identifier: MIT
// The events of a machine's execution, their sets and base relations, and the
// axioms that all machines share. An rmw is two events, R* and W*. An
// initialising write is none, as for the kernel's model (lkmm_events.h says
// why); neither is a barrier.
#pragma once

#include <initializer_list>
#include <string_view>
#include <vector>

#include "harness/base/bitrel.h"
#include "harness/graph/execution.h"
#include "harness/models/model.h"

namespace vmalock::models::hardware {

struct Events {
  explicit Events(const graph::Execution& x);

  std::size_t n = 0;
  EventSet all, R, W, M;
  EventSet A;       ///< reads that acquire
  EventSet L;       ///< writes that release
  EventSet X;       ///< of load- and store-exclusives
  EventSet Locked;  ///< of rmws, and reads of compare-exchanges that failed
  EventSet NoRet;   ///< reads whose value goes to no register
  Relation po, po_loc;
  Relation int_, ext;
  Relation rf, rfe, rfi, co, coe, fr, fre;
  Relation same_source;  ///< rf^-1 ; rf, the initialising write included
  Relation rmw, amo;     ///< amo: those that are one instruction
  Relation cas;          ///< amo, by a compare-exchange
  Relation addr, data, ctrl;
  /// From what the value of a store-exclusive depends on to what comes after
  /// it: a branch asks whether it has stored, which depends on that value too.
  Relation store_exclusive_ctrl;
  Relation amo_data;  ///< amo that computes what it writes from what it reads

  /// po with one of these between.
  Relation between(std::initializer_list<graph::Barrier> kinds) const;
  EventId event_id(std::size_t event) const { return ids_[event]; }

 private:
  struct Fence {
    graph::Barrier kind;
    EventSet before, after;
  };
  std::vector<EventId> ids_;
  std::vector<std::size_t> first_;  ///< by Execution event
  std::vector<Fence> fences_;

  void add_events(const graph::Execution& x);
  void add_event(const graph::ExecutionEvent& e, std::size_t first);
  void add_thread_relations(const graph::Execution& x);
  void add_communication(const graph::Execution& x);
  void add_dependencies(const graph::Execution& x);
};

/// The axioms of one execution: the first that is broken is the result.
class Axioms {
 public:
  explicit Axioms(const Events& e) : events_(e) {}
  bool acyclic(const Relation& r, std::string_view axiom);
  bool irreflexive(const Relation& r, std::string_view axiom);
  bool empty(const Relation& r, std::string_view axiom);
  /// Each location alone is sequentially consistent, and nothing comes between
  /// the two halves of an rmw.
  bool coherent_and_atomic();
  Consistency result() && { return std::move(result_); }

 private:
  const Events& events_;
  Consistency result_;
};

}  // namespace vmalock::models::hardware

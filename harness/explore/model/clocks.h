// SPDX-License-Identifier: MIT
// Clocks of events, computed once when an event is added and again when its
// source changes; O(threads) each.
//
// prefix: program order and reads-from (porf), what the event cannot exist
// without. hb: under sc and tso everything that communicates synchronises, so
// hb is porf. Under rc11
//   hb = (po | sw)+
//   sw = [Rel] ; ([F] ; po)? ; [W] ; (rf ; rmw)* ; rf ; [R] ; (po ; [F])? ;
//   [Acq]
// with the release sequences of C++20 (RMW chains, nothing else). A write
// carries a message: what a read that acquires it learns.
#pragma once

#include "harness/explore/model/model.h"

namespace vmalock::explore {

class Clocks : public MemoryModel {
 public:
  Clocks(const ModelParts& parts, const ModelTraits& what_it_is_like)
      : MemoryModel(parts.state, what_it_is_like),
        run_(parts.run),
        runner_(parts.threads),
        memory_(parts.memory),
        errors_(parts.errors),
        search_(parts.search),
        accesses_(parts.accesses) {}

  void update_clocks(Slot s) final;
  std::int32_t oldest_source(Slot s) const override;

 protected:
  Run& run_;
  Threads& runner_;
  Memory& memory_;
  Errors& errors_;
  Search& search_;
  Accesses& accesses_;

  // ---- what the models differ in
  virtual bool is_release_fence(const Event& e) const;
  virtual bool is_acquire_fence(const Event& e) const;
  /// The write whose message a read with an acquiring order joins, or no_slot.
  virtual Slot acquired_by(const Event& e) const;
  /// The event's prefix and hb hold what its kind adds.
  virtual void join_sections(Slot) {}
  /// Something weaker of the program was taken for something stronger.
  virtual void stood_in(StandIn) {}
  /// What tso does not reorder anything across.
  bool full_barrier(const Event& e) const;
  /// po, rf, co and fr have no cycle through the event (sc.cc).
  bool sc_acyclic(Slot s) const;
  /// Raises what the end of a grace period waited for.
  virtual void raise_sections(const Event&, graph::Clock&) const {}

 private:
  Standing& start_standing(Slot s, Slot pred);
  void update_happens_before(Slot s, Slot pred);
  void join_child(Slot s);
  void join_earlier_messages(Slot s);
  void update_message(Slot s);
  void sc_predecessors(Slot x, graph::Clock& below) const;
};

/// Raises thread's entry of the clock to the index.
inline void raise(graph::Clock& clock, unsigned thread, graph::Index index) {
  if (clock[thread] < index) clock.set(thread, index);
}

}  // namespace vmalock::explore

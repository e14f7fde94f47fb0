// SPDX-License-Identifier: MIT
// The search tree: the ways to add an event, of which the maximal one is taken
// at once (choices.cc); backward revisits (revisit.cc); and taking choices back
// (backtrack.cc). TruSt, as explorer.h has it.
#pragma once

#include "harness/explore/run/log.h"
#include "harness/explore/run/memory.h"
#include "harness/explore/run/run.h"
#include "harness/explore/search/learnt.h"
#include "harness/explore/search/state.h"

namespace vmalock::explore {

class Search {
 public:
  Search(Run& run, State& state, Log& log, Memory& memory, MemoryModel& model)
      : run_(run),
        state_(state),
        graph_(state.graph),
        log_(log),
        memory_(memory),
        model_(model) {}

  // ---- choices.cc
  void choose_rf(Slot e, const Functions& functions);
  void choose_co(Slot e);
  void push_choice(Choice::Kind kind, Slot e, std::size_t begin);
  void pop_choice();
  /// A choice of the read of that place in its thread was taken back.
  bool has_left(const Event& read) const {
    return left_.has(read.thread, read.index);
  }
  /// Fills in what a read does that reads `write`.
  void set_rf(Slot e, Slot write, const Effect& effect);

  // ---- revisit.cc
  /// Records the reads that a write, just placed, revisits. Reads newer than
  /// `newest_read` are left out.
  void find_revisits(Slot write, std::uint32_t newest_read = ~0u);
  bool settled(const Event& e) const {
    return e.index <= state_.settled[e.thread];
  }
  /// Takes the newest backward revisit back.
  void restore();

  // ---- backtrack.cc
  /// Takes the newest choice that has an alternative left. False: none has.
  bool backtrack();
  /// False: the graph that results is not consistent.
  bool take(const Choice& choice, const Alternative& alternative);
  /// Takes out all events but the first `size` ones.
  void cut(std::size_t size);

 private:
  Run& run_;
  State& state_;
  Graph& graph_;
  Log& log_;
  Memory& memory_;
  MemoryModel& model_;
  // For find_revisits: by location, the place in coherence of what the write
  // knows.
  std::vector<std::int32_t> top_;
  std::vector<Location> top_known_;
  Left left_;

  void push_read_choice(Slot e, std::size_t begin);
  void add_known(Promised& promised);
  std::optional<Alternative> next_alternative(Choice& choice);
  bool take_rf(Slot e, const Alternative& alternative);
  bool take_co(Slot e, Slot after);
  void take_value(Slot e, Value value);
  bool revisit(Slot read, Slot write);
  void take_out_deleted(Undo& undo);
  void save_co(Undo& undo, Location l);
  void save_log(Undo& undo, unsigned t, std::uint32_t size);
};

}  // namespace vmalock::explore

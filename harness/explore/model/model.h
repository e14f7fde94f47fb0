// SPDX-License-Identifier: MIT
// What the explorer asks of a memory model. A model is a class with these
// functions and a row of the registry (registry.cc).
//
// The search adds events one by one. For each the model keeps clocks: the
// prefix (the events that must be there for it to be there) and what happened
// before it, by which sources and places are bounded from below. A choice that
// is not the maximal one is judged by consistent_at(); a finished execution by
// finish().
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "harness/explore/run/run.h"
#include "harness/explore/search/state.h"

namespace vmalock::explore {

class Accesses;
class Accounts;
class Errors;
class Guide;
class Log;
class Memory;
class Search;
class Threads;

/// The parts of an explorer that a model works with.
struct ModelParts {
  Run& run;
  State& state;
  Threads& threads;
  Memory& memory;
  Errors& errors;
  Search& search;
  Accesses& accesses;
};

/// What a model is like. Fields, for they are asked at every event.
struct ModelTraits {
  bool tracks_dependencies = false;
  /// Plain accesses are events like any other.
  bool plain_accesses_are_events = false;
  /// A thread that does something wrong stops, and it is an error only if the
  /// execution turns out to be consistent.
  bool judges_errors_later = false;
  /// hb is a clock of its own; else it is the prefix.
  bool own_hb = false;
  int max_events = graph::max_index;  ///< that a thread may have
};

class MemoryModel {
 public:
  MemoryModel(State& state, const ModelTraits& what_it_is_like)
      : traits(what_it_is_like), state_(state), graph_(state.graph) {}
  virtual ~MemoryModel() = default;

  const ModelTraits traits;

  // ---- when an event is added, or replayed (tracks_dependencies)
  virtual void on_add(Slot, const Dependencies&) {}
  virtual void after_access(const Label&, const CasResult&, graph::Mark) {}
  virtual void check_fence(const Label&) {}
  /// Computes the clocks of an event whose source is known.
  virtual void update_clocks(Slot s) = 0;
  /// A read that is added may get a value before its source: it has a choice,
  /// whose values the model finds later (lkmm/promises.h).
  virtual bool may_be_promised(const Label&) const { return false; }
  /// The running thread is about to add an event. False: drop the graph.
  virtual bool may_follow(const Label&) { return true; }
  /// False: drop the graph.
  virtual bool take_promise(Slot, Value) { return true; }
  /// Its effect, where only its thread knows it. False: drop the graph.
  virtual bool complete_promise(Slot, const Effect&) { return true; }
  /// The RMW could write the value, if its source were not taken by another
  /// RMW that comes before it.
  virtual void on_possible_write(Slot, Slot, Value) {}

  // ---- what is before an event
  // Inline, for they are asked for every read that a write might revisit.
  /// The event that `e` follows: in its thread, or the one that started it.
  Slot before(const Event& e) const {
    const Slot pred = graph_.predecessor(e);
    return pred == graph::no_slot ? state_.threads[e.thread].start : pred;
  }
  const Block* hb_of(Slot e) const {
    return traits.own_hb ? graph_.hb(e) : graph_.prefix(e);
  }
  const Block* hb_before(const Event& e) const {
    const Slot pred = before(e);
    return pred == graph::no_slot ? zero_.data() : hb_of(pred);
  }
  /// What the thread knows where it stands.
  const Block* hb_now(unsigned thread) const;
  /// The oldest place in coherence that the read may show.
  virtual std::int32_t oldest_source(Slot s) const = 0;

  // ---- judgement
  /// The graph with this event, just added or changed, satisfies the axioms.
  virtual bool consistent_at(Slot s) = 0;
  /// Races and life times of an access that has got its source.
  virtual void check_access(Slot) {}
  /// Everything that was done with the object is ordered before its end.
  virtual void check_release(std::uint32_t, const Access&) {}
  /// What a free depends on: LogEntry::value of the release.
  virtual Value release_dependency(std::uint32_t) { return 0; }
  /// No thread can move. Calls Accounts::account() for each execution that the
  /// graph stands for.
  virtual void finish(bool complete, Accounts& accounts) = 0;

  // ---- RCU; of the running thread
  virtual void rcu_lock(const Access& access) = 0;
  virtual void rcu_unlock(const Access& access) = 0;
  virtual void synchronize_rcu(const Access& access) = 0;
  /// rcu_lock, rcu_unlock or grace_end of an SRCU domain.
  virtual void srcu(Op op, unsigned domain, const Access& access);
  /// The thread is about to wait, perhaps inside a section.
  virtual void before_wait() {}
  /// The thread whose grace period can end next, or main_thread.
  virtual unsigned next_grace_period() const { return main_thread; }

 protected:
  State& state_;
  Graph& graph_;

 private:
  const graph::Clock zero_;
};

/// A memory model that Options::model can name.
struct ModelRow {
  Model model;
  std::string_view name;
  std::unique_ptr<MemoryModel> (*make)(const ModelParts& parts);
};
std::span<const ModelRow> model_rows();

/// The model of Options::model.
std::unique_ptr<MemoryModel> make_model(const ModelParts& parts);

}  // namespace vmalock::explore

// What the explorer asks of a memory model. A model is a class with these
// functions and a row of the registry (registry.cc).
//
// The search adds events one by one. For each the model keeps clocks: the
// prefix (the events that must be there for it to be there) and what happened
// before it, by which sources and places are bounded from below. A choice that
// is not the maximal one is judged by consistent_at(); a finished execution by
// finish().
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string_view>

#include "harness/explore/run/run.h"
#include "harness/explore/search/state.h"

namespace vmalock::explore {

class Accesses;
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

class MemoryModel {
 public:
  virtual ~MemoryModel() = default;

  // ---- what it is like
  virtual bool tracks_dependencies() const { return false; }
  /// Plain accesses are events like any other.
  virtual bool plain_accesses_are_events() const { return false; }
  /// Events that a thread may have.
  virtual int max_events() const { return graph::max_index; }
  /// A thread that does something wrong stops, and it is an error only if the
  /// execution turns out to be consistent.
  virtual bool judges_errors_later() const { return false; }

  // ---- when an event is added, or replayed
  virtual void on_add(Slot) {}
  virtual void after_access(const Label&, const CasResult&) {}
  virtual void check_fence(const Label&) {}
  /// Computes the clocks of an event whose source is known.
  virtual void update_clocks(Slot s) = 0;
  /// Further alternatives for a new read.
  virtual void add_sources(Slot, const Functions&) {}
  virtual void take_promise(Slot, const Alternative&) {}
  /// An RMW could write this value.
  virtual void on_possible_write(Slot, Value) {}

  // ---- what is before an event
  virtual Slot before(const Event& e) const = 0;
  virtual const Block* hb_before(const Event& e) const = 0;
  /// What the thread knows where it stands.
  virtual const Block* hb_now(unsigned thread) const = 0;
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
  /// No thread can move. Calls account(complete) for each execution that the
  /// graph stands for.
  virtual void finish(bool complete,
                      const std::function<void(bool)>& account) = 0;

  // ---- RCU; of the running thread
  virtual void rcu_lock(const Access& access) = 0;
  virtual void rcu_unlock(const Access& access) = 0;
  virtual void synchronize_rcu(const Access& access) = 0;
  /// The thread is about to wait, perhaps inside a section.
  virtual void before_wait() {}
  /// The thread whose grace period can end next, or main_thread.
  virtual unsigned next_grace_period() const { return main_thread; }
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

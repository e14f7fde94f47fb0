// SPDX-License-Identifier: MIT
// Events of running threads: taken from the graph while a thread is replayed,
// added to it after that.
#pragma once

#include <vector>

#include "harness/explore/guide/guide.h"
#include "harness/explore/model/model.h"
#include "harness/explore/run/log.h"
#include "harness/explore/run/memory.h"
#include "harness/explore/search/search.h"

namespace vmalock::explore {

class Accesses {
 public:
  Accesses(const ModelParts& parts, Log& log, MemoryModel& model,
           Guide* const& guide)
      : run_(parts.run),
        state_(parts.state),
        graph_(parts.state.graph),
        runner_(parts.threads),
        memory_(parts.memory),
        errors_(parts.errors),
        search_(parts.search),
        log_(log),
        model_(model),
        guide_(guide) {}

  /// `from`: what it depends on; may be null (Access::from).
  CasResult access(const Label& label, const Functions& functions,
                   const Dependencies* from);
  void fence(const Label& label);
  /// An event that accesses nothing. False if it is replayed.
  /// `stands_already`: the thread has stood in front of it.
  bool mark(const Label& label, bool stands_already = false,
            const Dependencies* from = nullptr);
  /// An event with a value below n.
  Value choose(const Label& label);
  unsigned spawn(void (*run)(void*), void* argument, const Access& access);
  void join(unsigned thread, const Access& access);
  /// Whether the running thread's next event is in the graph.
  bool is_known() const;
  /// Runs all threads through their events, so that objects that they made are
  /// those of this branch.
  void rebuild_memory();
  bool is_rebuilding() const { return rebuilding_; }
  /// A function of the program is being called (purity.cc).
  bool is_evaluating() const { return evaluating_; }
  /// The function is left for good.
  void stop_evaluating() { evaluating_ = false; }
  /// Threads stand in front of each new event (Guide).
  Guide& guide() const { return *guide_; }

 private:
  Run& run_;
  State& state_;
  Graph& graph_;
  Threads& runner_;
  Memory& memory_;
  Errors& errors_;
  Search& search_;
  Log& log_;
  MemoryModel& model_;
  Guide* const& guide_;  ///< the explorer's, made after this
  bool rebuilding_ = false;
  bool evaluating_ = false;
  std::vector<std::uint64_t> frames_;  ///< purity.cc

  CasResult replay(ThreadData& t, const Label& label,
                   const Functions& functions);
  void complete(Slot e, const Functions& functions);
  CasResult add_access(ThreadData& t, const Label& label,
                       const Functions& functions, const Dependencies& from);
  void stand();
  Slot add_event(ThreadData& t, const Label& label, const Dependencies& from);
  void put_off_wait(ThreadData& t, const Label& label,
                    const Functions& functions);
  void check_function(const Label& label, const Functions& functions);
};

}  // namespace vmalock::explore

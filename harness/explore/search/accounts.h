// SPDX-License-Identifier: MIT
// What becomes of a finished execution: an error, a count, an outcome.
#pragma once

#include <unordered_set>

#include "harness/explore/model/model.h"
#include "harness/explore/run/plain_cells.h"
#include "harness/explore/search/outcomes.h"

namespace vmalock::explore {

class Team;

class Accounts {
 public:
  Accounts(const ModelParts& parts, MemoryModel& model, PlainCells& plain,
           Team* team)
      : run_(parts.run),
        state_(parts.state),
        runner_(parts.threads),
        memory_(parts.memory),
        errors_(parts.errors),
        model_(model),
        plain_(plain),
        team_(team) {}

  /// No thread can move.
  void finish_execution();
  /// An execution that the model accepts. `complete`: every thread has ended.
  void account(bool complete);
  std::vector<Outcome> outcomes() const { return outcomes_.sorted(); }
  std::string token(bool reversed = false) const;
  /// What the newest complete execution observed.
  Outcomes::Values observed() const { return outcomes_.named(observed_); }

 private:
  Run& run_;
  State& state_;
  Threads& runner_;
  Memory& memory_;
  Errors& errors_;
  MemoryModel& model_;
  PlainCells& plain_;
  Team* const team_;
  Outcomes outcomes_;
  Tuple observed_;
  std::unordered_set<std::uint64_t> seen_;  ///< Options::count_duplicates

  void collect(const ThreadData& t);
  void take_sample(bool new_outcome);
  void tell(bool complete);
  bool was_told();
};

}  // namespace vmalock::explore

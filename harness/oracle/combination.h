// SPDX-License-Identifier: MIT
// One combination of thread runs: all ways to read and to order its writes.
// Steps (2) and (3) of candidates.h.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "harness/graph/execution.h"
#include "harness/oracle/thread_runs.h"
#include "harness/program/litmus_program.h"

namespace vmalock::oracle {

class Combination {
 public:
  using Judge = std::function<bool(const graph::Execution&)>;

  Combination(const litmus::LitmusProgram& program,
              std::vector<const ThreadRun*> runs, Judge judge);
  /// False if the judge has said that it wants no more.
  bool search() {
    start();
    return choose_source(0);
  }
  litmus::FinalState registers() const;

 private:
  struct Place {
    std::size_t thread;
    std::size_t index;
  };

  const litmus::LitmusProgram& program_;
  const std::vector<const ThreadRun*> runs_;
  const Judge judge_;

  graph::Execution x_;  ///< under construction
  std::vector<Place> places_;
  std::vector<std::size_t> first_event_;           ///< by thread
  std::vector<std::vector<std::int32_t>> access_;  ///< by location
  std::vector<std::int32_t> reads_;                ///< by location, then order
  /// By location: its coherence orders, once its reads have their sources.
  std::vector<std::vector<std::vector<std::int32_t>>> orders_;

  std::vector<RunEvents> known_;  ///< by thread: reads whose values are known
  std::vector<std::vector<std::int64_t>> read_values_;  ///< by thread
  std::vector<bool> has_source_;
  std::vector<bool> write_known_;
  std::vector<std::int32_t> trail_;  ///< reads, in the order they became known

  graph::ExecutionEvent& event(std::int32_t e) {
    return x_.events[static_cast<std::size_t>(e)];
  }
  const RunEvent& run_event(std::int32_t e) const {
    const Place& p = places_[static_cast<std::size_t>(e)];
    return runs_[p.thread]->events[p.index];
  }
  bool resolved(const Symbolic& s, std::size_t thread) const {
    return (s.needs & ~known_[thread]) == 0;
  }

  void add_thread(std::size_t thread);
  void start();
  bool choose_source(std::size_t read);
  bool possible_source(std::int32_t read, std::int32_t write);
  bool take(std::int32_t read, std::int32_t write);
  void learn_writes(std::size_t thread, std::vector<std::int32_t>& new_reads);
  bool learn(std::vector<std::int32_t> new_reads);
  bool conditions_hold(std::size_t thread) const;
  void forget(std::size_t trail_size);
  bool choose_order(std::size_t location);
};

}  // namespace vmalock::oracle

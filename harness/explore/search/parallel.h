// SPDX-License-Identifier: MIT
// Parallel exploration. The tree of choices does not depend on who walks it, so
// a subtree can be given away: when a worker is idle, the oldest choice that
// has alternatives left, which is the largest subtree, is handed over with a
// copy of the explorer's state. Every explorer has its own instance of the
// program.
#pragma once

#include <oneapi/tbb/task_group.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <unordered_set>
#include <vector>

#include "harness/explore/explorer.h"
#include "harness/explore/search/limits.h"

namespace vmalock::explore {

/// What the workers of one exploration share.
class Team {
 public:
  Team(const ProgramFactory& factory, const Options& options,
       unsigned capacity);

  /// Explores everything with Options::jobs workers.
  Result run();
  bool too_many_threads() const { return too_many_threads_; }
  bool must_hold_grace_periods() const { return must_hold_grace_periods_; }
  /// Workers tell at the end what they have learnt.
  bool learnt_too_late() const { return false; }

  // ---- called by the workers
  /// Whether some worker has nothing to do.
  bool wants_work() const {
    return tasks_.load(std::memory_order_relaxed) < jobs_;
  }
  void give(Snapshot snapshot);
  bool stopped() const { return stop_.load(std::memory_order_relaxed); }
  std::mutex& callbacks() { return callbacks_; }
  /// Hashes of executions; under callbacks().
  std::unordered_set<std::uint64_t>& seen() { return seen_; }
  /// Adds to the common counters; true if a limit is reached.
  bool count(std::uint64_t executions, std::uint64_t blocked, Result& result);

 private:
  const ProgramFactory& factory_;
  const Options& options_;
  const unsigned capacity_;
  const unsigned jobs_;
  oneapi::tbb::task_group group_;
  std::atomic<unsigned> tasks_{0};  ///< queued or running
  std::atomic<bool> stop_{false};
  std::atomic<std::uint64_t> executions_{0};
  std::atomic<std::uint64_t> blocked_{0};
  std::atomic<bool> too_many_threads_{false};
  std::atomic<bool> must_hold_grace_periods_{false};
  std::mutex callbacks_;
  std::unordered_set<std::uint64_t> seen_;
  std::mutex merging_;  ///< guards result_, parts_, limits_
  Limits limits_;
  Result result_;
  std::vector<std::vector<Outcome>> parts_;
  std::exception_ptr exception_;

  template <class Work>
  void work(Work work);
  void merge(Result part);
};

}  // namespace vmalock::explore

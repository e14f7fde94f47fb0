// SPDX-License-Identifier: MIT
// The threads that run a program on real hardware, again and again.
//
// The way of litmus7: many instances of the program are made in advance (a
// batch), each thread runs its part of instance after instance, and before
// each instance the threads meet, so that they start together. Start offsets
// are random; while the batch runs the engine's thread also stops random
// threads at random instructions for a random time by a signal, which costs
// the code under test nothing.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "harness/platform/native/thread.h"
#include "harness/platform/program.h"

namespace vmalock::native {

using Clock = std::chrono::steady_clock;

/// What is known of a thread that does not end.
struct Stuck {
  unsigned thread = 0;
  bool waits = false;  ///< in an await or a grace period; else it runs
  bool in_grace_period = false;
  unsigned site = 0xffff;
  Where where;
};

class Crew {
 public:
  using Programs = std::vector<std::unique_ptr<Program>>;

  /// How a batch ended.
  struct BatchEnd {
    std::size_t completed = 0;  ///< instances that every thread finished
    /// Not empty: the threads that will never end. `deadlock` tells whether
    /// all of them wait, for values that nobody is left to write.
    std::vector<Stuck> stuck;
    bool deadlock = false;
    bool lost = false;  ///< a thread could not be stopped; it still runs
  };

  Crew(unsigned threads, std::uint64_t seed);
  ~Crew();
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;

  /// Runs the threads of every program, or of the first few if `deadline`
  /// passes, `stop_requested` is set or a finding was reported. A thread that
  /// shows no progress for `patience`, or a second after the end, is stuck.
  BatchEnd run(Programs& programs, Clock::time_point deadline,
               Clock::duration patience);

  /// What thread `t` observed in instance `k` of the last batch.
  void append_observed(unsigned t, std::size_t k,
                       std::vector<Observed>& to) const;

 private:
  struct Worker {
    WaitSlot wait;
    std::vector<Observed> observed;
    std::vector<std::size_t> ends;  ///< observed.size() after each instance
  };

  /// Owned by the threads too: one that cannot be stopped outlives the crew.
  struct State {
    explicit State(unsigned n) : workers(n) {}
    std::vector<Worker> workers;
    std::mutex lock;
    std::condition_variable changed;
    std::uint64_t batch = 0;  ///< number of the batch to run
    unsigned finished = 0;    ///< threads that finished it
    bool quit = false;
    Programs* programs = nullptr;
    Clock::time_point deadline;
    std::atomic<std::uint64_t> arrivals{0};
    std::atomic<std::size_t> cut{0};  ///< first instance not to run
  };

  static void work(const std::shared_ptr<State>& state, unsigned index,
                   std::uint64_t seed);
  static void run_batch(State& state, unsigned index);
  static bool meet(State& state, unsigned index, std::size_t instance);
  void disturb();
  void give_up(BatchEnd& end);

  std::shared_ptr<State> state_;
  std::vector<std::thread> threads_;
  std::uint64_t random_;
};

/// Decides, from snapshots of the wait slots, that threads will never end.
class Watch {
 public:
  struct Seen {
    unsigned state;
    std::uint64_t entries;
    std::uint64_t polls;
  };

  /// All threads that are not idle wait, none has left its wait since the
  /// snapshot before, and each has found its condition false twice since: then
  /// no thread is left that could make one true.
  bool is_deadlock(const std::vector<Seen>& now, Clock::time_point time);

 private:
  std::vector<Seen> first_;
  Clock::time_point since_;
};

}  // namespace vmalock::native

// SPDX-License-Identifier: MIT
// The program's threads on their fibers: starts them, lets one of them run, and
// leaves them. Threads that threads start are in there too; a thread's n-th
// child is the same thread in every execution.
#pragma once

#include <exception>
#include <memory>

#include "harness/explore/run/fiber.h"
#include "harness/explore/run/run.h"
#include "harness/explore/search/state.h"

namespace vmalock::explore {

class Errors;
class Memory;

class Threads {
 public:
  enum class Phase : std::uint8_t { before, threads, after };

  Threads(Run& run, State& state, Memory& memory, Errors& errors);

  /// The constructor of the program and before() make the cells.
  void make_program();
  Program& program() const { return *program_; }
  /// Those that are there from the start; none if the constructor fails.
  unsigned first_threads() const { return program_ ? program_->threads() : 0; }
  void run_after();
  /// Its destructor may fail, too.
  void end_program();

  // ---- who runs
  bool in_main() const { return running_ == nullptr; }
  unsigned index() const { return index_; }
  ThreadData& running() const { return *running_; }
  /// The running thread, or what before() and after() have of one.
  ThreadData& here() { return running_ ? *running_ : main_; }
  const ThreadData& main() const { return main_; }
  Phase phase() const { return phase_; }
  bool on_fiber() const { return on_fiber_; }
  bool on_stack(const void* a) const { return fibers_[index_].on_stack(a); }
  /// Whether it is what lies below the stack that runs.
  bool in_guard(const void* a) const {
    return (running_ ? fibers_[index_] : main_fiber_).in_guard(a);
  }
  /// The end of the running thread's stack.
  const std::byte* stack_top() const { return fibers_[index_].top(); }
  std::exception_ptr exception() const { return exception_; }

  // ---- called outside of the threads
  /// Lets the thread run until it suspends or ends; from its start if stale.
  void resume(unsigned t);

  // ---- called on a thread's fiber
  void suspend() { fibers_[index_].suspend(); }
  /// Leaves the running thread standing until it is resumed.
  void stand(ThreadStatus status);
  /// Leaves it for good: it will be started anew.
  [[noreturn]] void abandon();
  /// The index of the running thread's next child. No event starts it yet.
  unsigned child(void (*run)(void*), void* argument);

 private:
  Run& run_;
  State& state_;
  Memory& memory_;
  Errors& errors_;
  std::unique_ptr<Program> program_;
  StableVector<Fiber> fibers_;
  Fiber main_fiber_;
  ThreadData main_;
  ThreadData* running_ = nullptr;
  unsigned index_ = main_thread;
  Phase phase_ = Phase::before;
  bool on_fiber_ = false;  ///< code of the program is running
  void (*main_part_)(Threads&) = nullptr;
  std::exception_ptr exception_;

  void add_thread();
  void restart(unsigned t);
  void run_main(void (*part)(Threads&));
  template <class Part>
  bool runs(Part part);
  void refuse_foreign_access();
  static void thread_entry(void* self);
  static void main_entry(void* self);
};

}  // namespace vmalock::explore

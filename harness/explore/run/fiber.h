// SPDX-License-Identifier: MIT
// Fibers: the stacks on which the program's threads run (Boost.Context).
//
// A fiber is restarted, not rewound: start() puts the entry function on a
// fresh top of the same stack and forgets whatever ran there before. Nothing
// on the old stack is destroyed, hence the rule in runtime.h that threads own
// no heap memory.
#pragma once

#include <boost/context/detail/fcontext.hpp>
#include <cstddef>

namespace vmalock::explore {

class Fiber {
 public:
  using Entry = void (*)(void* argument);

  Fiber() = default;
  ~Fiber();
  Fiber(const Fiber&) = delete;
  Fiber& operator=(const Fiber&) = delete;

  /// Makes the next resume() call entry(argument) on a fresh stack.
  void start(Entry entry, void* argument);
  /// Runs the fiber until it calls suspend() or its entry returns.
  void resume();
  /// Called on the fiber: goes back to where resume() was called.
  void suspend();
  /// The end of the stack, where its first frame is.
  const std::byte* top() const;
  /// Whether `address` lies in the guard under the stack.
  bool in_guard(const void* address) const;
  /// Whether it lies in the stack.
  bool on_stack(const void* address) const;

 private:
  using Context = boost::context::detail::fcontext_t;
  using Transfer = boost::context::detail::transfer_t;

  std::byte* memory_ = nullptr;  ///< guard, then the stack
  Context context_ = nullptr;    ///< where the fiber stands
  Context resumer_ = nullptr;    ///< where resume() was called
  Entry entry_ = nullptr;
  void* argument_ = nullptr;
  const void* resumer_stack_ = nullptr;  ///< for AddressSanitizer only
  std::size_t resumer_stack_bytes_ = 0;

  void map_stack();
  static void run(Transfer from);
};

}  // namespace vmalock::explore

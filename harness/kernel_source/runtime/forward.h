// SPDX-License-Identifier: MIT
// Crossing the border between compiled kernel code and ours, either way.
#pragma once

#include "harness/kernel_source/runtime/dependencies.h"
#include "harness/kernel_source/runtime/machine.h"

namespace vmalock::kernel_source {

/// In a function that compiled code calls, around what it does with our own
/// facilities: the branches that the code is in count for their accesses. What
/// the function returns has the labels given by returns(), or none.
class FromKernel {
 public:
  FromKernel()
      : branches_({}, call_.control), depth_(&Machine::current().nesting()) {
    ++*depth_;
  }
  ~FromKernel() {
    --*depth_;
    kernel_source::returns(returns_);
  }
  /// While it lives, all accesses are to the object whose address is argument i
  /// (0 or 1).
  [[nodiscard]] Within at(unsigned i) const {
    return {call_.argument[i].data, {}};
  }
  void returns(const Labels& labels) { returns_ = labels; }
  FromKernel(const FromKernel&) = delete;
  FromKernel& operator=(const FromKernel&) = delete;

 private:
  Call<2> call_;
  Within branches_;
  unsigned* depth_;
  Labels returns_;
};

/// Before a call of compiled code from ours: arguments have no labels but those
/// that are given, and what an earlier call left on the stack is forgotten.
class ToKernel {
 public:
  ToKernel() {
    std::memset(vmalock_arg_data, 0, sizeof vmalock_arg_data);
    std::memset(vmalock_arg_control, 0, sizeof vmalock_arg_control);
    vmalock_control = {};
    vmalock_ret_data = vmalock_ret_control = {};
    Machine& machine = Machine::current();
    if (machine.nesting() == 0) machine.shadow().forget_all();
  }
  /// Argument i was computed from these reads.
  void argument(unsigned i, const explore::Reads& reads) {
    vmalock_arg_data[i] = label_of(reads);
  }
  /// After the call: what its result was computed from, and selected by.
  static explore::Reads result() {
    return reads_of(vmalock_ret_data | vmalock_ret_control);
  }
  /// What stands in memory of ours that the call was given the address of.
  static explore::Reads reads_in(const void* address, std::size_t bytes) {
    const Labels l = Machine::current().shadow().load(address, bytes);
    return reads_of(l.data | l.control);
  }
};

}  // namespace vmalock::kernel_source

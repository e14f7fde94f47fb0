// SPDX-License-Identifier: MIT
// What values depend on, in the two forms that it has: abi.h's for compiled
// code, explore::Reads for the explorer. The layout is the same.
#pragma once

#include <bit>
#include <cstring>

#include "harness/explore/runtime.h"
#include "harness/kernel_source/runtime/abi.h"

namespace vmalock::kernel_source {

static_assert(sizeof(vmalock_label) == sizeof(explore::Reads));

inline explore::Reads reads_of(const vmalock_label& label) {
  return std::bit_cast<explore::Reads>(label);
}

inline vmalock_label label_of(const explore::Reads& reads) {
  return std::bit_cast<vmalock_label>(reads);
}

inline bool is_empty(const vmalock_label& l) {
  return (l.bits[0] | l.bits[1] | l.bits[2] | l.bits[3]) == 0;
}

inline vmalock_label operator|(const vmalock_label& a, const vmalock_label& b) {
  return {{a.bits[0] | b.bits[0], a.bits[1] | b.bits[1], a.bits[2] | b.bits[2],
           a.bits[3] | b.bits[3]}};
}

/// Both labels of a value.
struct Labels {
  vmalock_label data{};
  vmalock_label control{};

  bool empty() const { return is_empty(data) && is_empty(control); }
  Labels& operator|=(const Labels& b) {
    data = data | b.data;
    control = control | b.control;
    return *this;
  }
};

/// What compiled code says with a call: the labels of its first n arguments,
/// and the branches that it is in. abi.h's arrays are shared by all threads of
/// the program, and any access may let another thread run, which writes them.
/// So each function of abi.h makes one of these before it does anything else,
/// and nothing else reads the arrays.
template <unsigned n>
struct Call {
  Labels argument[n];
  vmalock_label control = vmalock_control;

  Call() {
    for (unsigned i = 0; i < n; ++i)
      argument[i] = {vmalock_arg_data[i], vmalock_arg_control[i]};
  }
};
/// Of what is about to be returned to it: the last thing before the return.
inline void returns(const Labels& labels) {
  vmalock_ret_data = labels.data;
  vmalock_ret_control = labels.control;
}

}  // namespace vmalock::kernel_source

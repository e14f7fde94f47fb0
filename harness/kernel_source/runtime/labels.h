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

/// Of argument i of the call that compiled code just made.
inline Labels argument(unsigned i) {
  return {vmalock_arg_data[i], vmalock_arg_control[i]};
}
/// Of what is about to be returned to it.
inline void returns(const Labels& labels) {
  vmalock_ret_data = labels.data;
  vmalock_ret_control = labels.control;
}

}  // namespace vmalock::kernel_source

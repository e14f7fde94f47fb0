// SPDX-License-Identifier: MIT
// The operations of read-modify-writes, for programs, the explorer and the
// oracle.
#pragma once

#include <cstdint>

namespace vmalock {

/// What is written, from the old value and the operand.
enum class RmwOp : std::uint8_t {
  exchange,
  add,
  sub,
  bit_and,
  bit_or,
  bit_xor,
};

}  // namespace vmalock

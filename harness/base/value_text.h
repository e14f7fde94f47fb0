// SPDX-License-Identifier: MIT
// A value as people read it: large numbers are flag words, so they are hex.
#pragma once

#include <cstdint>
#include <string>

namespace vmalock {

/// "5", "-1", "0x40000001"
inline std::string value_text(std::int64_t value) {
  constexpr std::uint64_t smallest_flag = 1 << 20;
  const bool negative = value < 0;
  std::uint64_t size = static_cast<std::uint64_t>(value);
  if (negative) size = 0 - size;
  if (size < smallest_flag) return std::to_string(value);
  std::string digits;
  for (; size > 0; size /= 16)
    digits.insert(0, 1, "0123456789abcdef"[size % 16]);
  return (negative ? "-0x" : "0x") + digits;
}

}  // namespace vmalock

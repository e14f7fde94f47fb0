// SPDX-License-Identifier: MIT
// Call sites. clang 14 has no std::source_location with libstdc++ 12, but both
// compilers evaluate __builtin_FILE() and friends in a default argument at the
// place of the call.
#pragma once

namespace vmalock {

/// A place in the source of the program under test. Two pointers and a line;
/// both strings are literals and live for ever.
struct Where {
  const char* file = "";
  const char* function = "";
  int line = 0;

  static constexpr Where here(const char* file = __builtin_FILE(),
                              const char* function = __builtin_FUNCTION(),
                              int line = __builtin_LINE()) {
    return {file, function, line};
  }
};

}  // namespace vmalock

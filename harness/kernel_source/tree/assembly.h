// SPDX-License-Identifier: MIT
// What a compiler made of functions: clang's assembly text, counted.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>

namespace vmalock::kernel_source {

struct FunctionCode {
  unsigned instructions = 0;
  /// Of those that order memory or lock a line: "casa", "lock cmpxchgl".
  std::map<std::string, unsigned> ordering;
  /// Of the source, inlined code too: file and line.
  std::set<std::pair<std::string, unsigned>> lines;
};

/// By name. The text has line tables (-gline-tables-only).
std::map<std::string, FunctionCode> read_assembly(const std::string& text);

}  // namespace vmalock::kernel_source

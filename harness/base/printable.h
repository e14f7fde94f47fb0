// SPDX-License-Identifier: MIT
// Text of others (files, names, messages of locks) as a terminal may get it.
#pragma once

#include <string>

namespace vmalock {

/// Control characters, which could move the cursor or change colours, are "?";
/// ends of lines and tabs are not.
inline std::string printable(std::string text) {
  for (char& c : text) {
    const auto code = static_cast<unsigned char>(c);
    if ((code < 0x20 && c != '\n' && c != '\t') || code == 0x7f) c = '?';
  }
  return text;
}

}  // namespace vmalock

// SPDX-License-Identifier: MIT
// The targets of libFuzzer: each is a main by itself, with one of these. A text
// is refused with a UserError or taken; all else is a finding.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size);

namespace vmalock::cli::fuzz {

inline std::string text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

}  // namespace vmalock::cli::fuzz

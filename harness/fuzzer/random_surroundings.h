// SPDX-License-Identifier: MIT
// Random programs with what surroundings.h describes.
#pragma once

#include <cstdint>

#include "harness/fuzzer/surroundings.h"
#include "harness/program/litmus_program.h"

namespace vmalock::fuzzer {

struct SurroundingsOptions {
  bool starts = false;   ///< threads that thread 0 starts, and may join
  bool objects = false;  ///< an object that is freed, or replaced and freed
  bool rows = false;     ///< loads of order ctrl
};

/// Adds to the program what the options say. Deterministic in the seed.
litmus::LitmusProgram with_surroundings(litmus::LitmusProgram program,
                                        const SurroundingsOptions& options,
                                        std::uint64_t seed, bool kernel);

}  // namespace vmalock::fuzzer

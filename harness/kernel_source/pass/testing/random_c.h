// SPDX-License-Identifier: MIT
// Random C functions together with what they mean: the same program as a thread
// of a litmus program, statement by statement.
//
// The C is written in the ways in which people write it (early returns, break
// and continue, &&, switch, helper functions with out-parameters, recursion,
// registers in arrays); the litmus program has loads, stores, RMWs, fences and
// `if` only.
//
// One thing that the pass tells apart, and herd7's dependencies do not, is left
// out: no condition is computed from a register that was assigned under an `if`
// (README.md, "selected"). Such registers are stored and used in addresses.
#pragma once

#include <cstdint>
#include <string>

#include "harness/program/litmus_program.h"

namespace vmalock::kernel_source::oracle {

/// Of the C structure that the functions work on: three integers and a pointer
/// to one of them.
inline constexpr std::uint32_t integer_locations = 3;
inline constexpr std::uint32_t pointer_location = 3;

struct RandomC {
  std::string function;           ///< its name
  std::string text;               ///< it, after its helpers
  litmus::LitmusProgram program;  ///< of one thread
};

/// What stands once above the functions.
std::string random_c_prelude();

/// The same seed gives the same function on every machine. `plain`: with plain
/// accesses, which race.
RandomC random_c(std::uint64_t seed, bool plain = true);

}  // namespace vmalock::kernel_source::oracle

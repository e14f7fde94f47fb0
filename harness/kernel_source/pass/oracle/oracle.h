// SPDX-License-Identifier: MIT
// The differential oracle: random C functions through clang and the pass, run
// with given values, against what the litmus interpreter says of the same
// programs (explore/dependencies.h): the same events, with the same
// dependencies.
#pragma once

#include <cstdint>
#include <string>

#include "harness/kernel_source/pass/testing/compiler.h"

namespace vmalock::kernel_source::oracle {

struct OracleResult {
  std::uint64_t programs = 0;
  std::uint64_t skipped = 0;       ///< more runs or events than can be compared
  std::uint64_t runs = 0;          ///< compared
  std::uint64_t events = 0;        ///< in these
  std::uint64_t dependencies = 0;  ///< pairs of events, in these
  std::uint64_t differences = 0;   ///< runs that differ
  std::string first;               ///< the first of them, with its program
  double compile_seconds = 0;      ///< of the processor
};

struct OracleOptions {
  std::uint64_t first_seed = 1;
  std::uint64_t programs = 500;  ///< compiled in one go
  unsigned runs = 6;             ///< values for each program
  std::string options;           ///< more for the compiler
};

/// Compares the programs of these seeds. A compiler that fails is an error of
/// the caller (user_error).
OracleResult compare(const Compiler& compiler, const OracleOptions& options);

}  // namespace vmalock::kernel_source::oracle

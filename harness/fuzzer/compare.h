// SPDX-License-Identifier: MIT
// Compares the explorer with exhaustive enumeration on one program.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "harness/fuzzer/random_surroundings.h"
#include "harness/program/litmus_program.h"
#include "harness/program/random_program.h"

namespace vmalock::fuzzer {

struct OracleReport {
  bool too_large = false;  ///< one of them hit its limit: nothing compared
  bool race = false;       ///< both found one, so there was no more to compare
  std::uint64_t executions = 0;
  /// What differs: missing, extra and duplicate executions, final states.
  std::optional<std::string> disagreement;
};

/// Who runs the program in the explorer: the interpreter of litmus programs, or
/// the platform of locks and cases (through_platform.h).
enum class Runner : std::uint8_t { interpreter, platform };

/// `max_candidates`: limit of the enumeration.
OracleReport compare_with_oracle(const litmus::LitmusProgram& program,
                                 std::string_view model,
                                 std::uint64_t max_candidates = 100'000,
                                 Runner runner = Runner::interpreter);

/// Compares the explorer's other ways to go with its exhaustive search by one
/// worker: two workers that share all work, threads that a thread starts and
/// joins, random samples, and the replay of each witness token. What differs,
/// or nothing.
std::optional<std::string> compare_modes(const litmus::LitmusProgram& program,
                                         std::string_view model);

struct FuzzOptions {
  std::string model = "rc11";
  std::uint64_t seed = 1;  ///< of the first program; the others follow
  std::uint64_t count = 1000;
  std::uint64_t max_candidates = 100'000;
  bool modes = false;  ///< compare_modes() too
  /// platform: the programs are those of for_platform().
  Runner runner = Runner::interpreter;
  litmus::RandomProgramOptions program;
  SurroundingsOptions surroundings;  ///< only with Runner::platform
};

struct FuzzResult {
  std::uint64_t programs = 0;
  std::uint64_t too_large = 0;
  std::uint64_t races = 0;
  std::uint64_t executions = 0;
  /// The first program that disagreed, shrunk, and why.
  std::optional<litmus::LitmusProgram> failing;
  std::string disagreement;
};

/// The program of that seed, as it is compared.
litmus::LitmusProgram program_of(const FuzzOptions& options,
                                 std::uint64_t seed);

/// Stops at the first disagreement.
FuzzResult fuzz(const FuzzOptions& options);

}  // namespace vmalock::fuzzer

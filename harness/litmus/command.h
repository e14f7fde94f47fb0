// SPDX-License-Identifier: MIT
// `vmalock litmus`: runs litmus tests and prints herd7's reports, or compares
// with a table of expected states.
#pragma once

#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "harness/litmus/run.h"

namespace vmalock::litmus {

struct LitmusOptions {
  /// Tests; a folder stands for every *.litmus below it.
  std::vector<std::string> files;
  /// Empty: lkmm for the kernel's primitives, rc11 for C11 atomics.
  std::string model = {};
  /// Compare with this table instead of printing reports.
  std::optional<std::string> expect;
  /// Print who allows what a test asks for, the machines included.
  bool hardware = false;
  /// Print the tests in the assembly language of `model`.
  bool assembly = false;
  unsigned jobs = 1;
  Backend backend = Backend::automatic;
  TestLimits limits = {};  ///< of each test (`hardware`: and of each model)
};

/// Returns the exit status: 0; with `expect`, 1 if a test differs; 2 if one was
/// given up, and so has no answer. A test that cannot be read or asked about is
/// a UserError, after the others have run. Each is printed when those before it
/// are.
int run_litmus(const LitmusOptions& options, std::ostream& out);

}  // namespace vmalock::litmus

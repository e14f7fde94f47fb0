// SPDX-License-Identifier: MIT
// What the kernel's primitives become on the machines that it runs on: a test
// of the kernel's dialect as a program of instructions, for the models of
// harness/models/hardware.h.
//
// The mapping is that of Linux 7.2's arch/*/include/asm and asm-generic; one
// table for each machine in machine.cc. What a compiler might make of an access
// without a mark, or of a dependency, is not modelled: each statement becomes
// the instruction that it says, in its place.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "harness/base/check.h"
#include "harness/litmus/test.h"
#include "harness/models/model.h"

namespace vmalock::litmus {

struct MachineMapping;

struct Machine {
  std::string_view name;  ///< of the model: "arm64"
  std::string_view text;  ///< "arm64 with LSE atomics"
  const models::Model* model;
  const MachineMapping* mapping;
};

/// arm64 (LSE atomics), arm64-llsc, power, riscv, x86.
std::span<const Machine> machines();
/// Null if there is none of this name.
const Machine* find_machine(std::string_view name);

class NoMapping : public UserError {
 public:
  NoMapping(const std::string& message, std::string of)
      : UserError(message), primitive(std::move(of)) {}
  const std::string primitive;
};

/// The test's program in instructions; registers and locations keep their
/// numbers. Throws NoMapping for a primitive that has none.
LitmusProgram compile(const LitmusTest& test, const Machine& machine);

/// The program as a test in the machine's assembly language that herd7 and
/// litmus7 read; register r of thread t is the one that its first lines name.
/// Throws UserError for an expression that it has no instruction for.
std::string to_assembly(const LitmusTest& test, const Machine& machine);

}  // namespace vmalock::litmus

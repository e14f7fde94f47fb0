// SPDX-License-Identifier: MIT
// Shrinking, so that a program on which two searches disagree is stored in its
// smallest form.
#pragma once

#include <functional>

#include "harness/program/litmus_program.h"

namespace vmalock::litmus {

/// The smallest program that is reached from this one by leaving out threads
/// and statements and by weakening, such that `fails` holds all the way.
LitmusProgram shrink(const LitmusProgram& program,
                     const std::function<bool(const LitmusProgram&)>& fails);

}  // namespace vmalock::litmus

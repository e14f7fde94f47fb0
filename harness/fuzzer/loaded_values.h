// SPDX-License-Identifier: MIT
// Expressions of litmus programs over values of the platform, which know the
// reads that they depend on.
#pragma once

#include <cstdint>
#include <vector>

#include "harness/platform/model/loaded.h"
#include "harness/program/litmus_program.h"

namespace vmalock::fuzzer {

using Word = std::int64_t;
using Loaded = model::loaded<Word>;
using Registers = std::vector<Loaded>;

Loaded evaluate(const litmus::Expr& e, const Registers& registers);

}  // namespace vmalock::fuzzer

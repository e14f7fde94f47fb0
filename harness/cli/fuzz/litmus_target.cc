// SPDX-License-Identifier: MIT
// Litmus tests: parsed, and what was understood said again.
#include "harness/base/check.h"
#include "harness/cli/fuzz/targets.h"
#include "harness/litmus/test.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vmalock;
  try {
    const litmus::LitmusTest test = litmus::parse_test(
        "fuzz.litmus", {reinterpret_cast<const char*>(data), size});
    litmus::condition_text(test);
    for (const litmus::Variable& variable : test.shown)
      litmus::to_string(test, variable);
  } catch (const UserError&) {
    // As it should be.
  }
  return 0;
}

// SPDX-License-Identifier: MIT
// Files of proposals.
#include "harness/base/check.h"
#include "harness/cli/fuzz/targets.h"
#include "harness/study/proposal.h"
#include "harness/study/testing/fake_engine.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vmalock;
  static study::testing::FakeEngine graph("graph");
  Engine* const engines[] = {&graph};
  try {
    study::parse_proposals(engines, cli::fuzz::text_of(data, size),
                           "fuzz.toml");
  } catch (const UserError&) {
    // As it should be.
  }
  return 0;
}

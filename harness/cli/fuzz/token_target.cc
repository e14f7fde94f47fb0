// SPDX-License-Identifier: MIT
// Replay tokens: one that is taken comes out as it went in, but for its blanks.
#include "harness/base/check.h"
#include "harness/cli/fuzz/targets.h"
#include "harness/result/token.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vmalock;
  try {
    const Token token = parse_token(cli::fuzz::text_of(data, size));
    const Token again = parse_token(to_text(token));
    CHECK(again.question == token.question && again.witness == token.witness);
  } catch (const UserError&) {
    // As it should be.
  }
  return 0;
}

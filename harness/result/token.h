// SPDX-License-Identifier: MIT
// Token: the short text behind `vmalock replay`. It carries everything that
// one execution depends on, so it works on every machine:
//
//   CASE:IMPL[@BUILD][+SITE=ORDERING…]:ENGINE[/MODEL]:
//   READERS.WRITERS.ROUNDS:WITNESS~LENGTH.CHECKSUM       (one word)
//
// BUILD is the hash of a compiled kernel tree. The witness is the engine's own
// text (choices of the explorer). Without the end a token that a mailer has cut
// would be another execution, which may have no error: LENGTH is that of what
// stands before the ~, CHECKSUM its FNV-1a hash folded to 16 bits, in hex.
#pragma once

#include <string>

#include "harness/result/question.h"

namespace vmalock {

struct Token {
  Question question;
  std::string witness;
};

std::string to_text(const Token& token);

/// UserError that says which part is wrong, or that some of it is missing.
/// White space, where a line was broken, does not count.
Token parse_token(const std::string& text);

}  // namespace vmalock

// Token: the short text behind `vmalock replay`. It carries everything that
// one execution depends on, so it works on every machine:
//
//   CASE:IMPL[@BUILD][+SITE=ORDERING…]:ENGINE[/MODEL]:
//   READERS.WRITERS.ROUNDS:WITNESS       (one word)
//
// BUILD is the hash of a compiled kernel tree. The witness is the engine's own
// text (choices of the explorer).
#pragma once

#include <string>

#include "harness/result/question.h"

namespace vmalock {

struct Token {
  Question question;
  std::string witness;
};

std::string to_text(const Token& token);

/// UserError that says which part is wrong.
Token parse_token(const std::string& text);

}  // namespace vmalock

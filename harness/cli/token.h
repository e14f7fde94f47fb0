// Token: the short text behind `vmalock replay`. It carries everything that
// one execution depends on, so it works on every machine:
//
//   CASE:IMPL[@BUILD][+SITE=ORDERING…]:ENGINE[/MODEL]:
//   READERS.WRITERS.ROUNDS:WITNESS       (one word)
//
// BUILD is the hash of a compiled kernel tree. The witness is the engine's own
// text (choices of the explorer, a seed).
#pragma once

#include <map>
#include <string>

#include "harness/platform/program.h"

namespace vmalock::cli {

struct Token {
  std::string case_name;
  std::string impl;
  std::map<std::string, std::string> orderings;  ///< changed rows
  std::string engine;
  std::string model;
  Bound bound;
  std::string witness;
  std::string build{};  ///< of a compiled kernel tree: 12 digits of its hash
};

std::string to_text(const Token& token);

/// UserError that says which part is wrong.
Token parse_token(const std::string& text);

}  // namespace vmalock::cli

// Token: the short text behind `vmalock replay`. It carries everything that
// one execution depends on, so it works on every machine:
//
//   CASE:IMPL[+SITE=ORDERING…]:ENGINE[/MODEL]:READERS.WRITERS.ROUNDS:WITNESS
//
// The witness is the engine's own text (choices of the explorer, a seed).
#pragma once

#include <map>
#include <string>

#include "harness/platform/program.h"

namespace vmalock::study {

struct Token {
  std::string case_name;
  std::string impl;
  std::map<std::string, std::string> orderings;  ///< changed rows
  std::string engine;
  std::string model;
  Bound bound;
  std::string witness;
};

std::string to_text(const Token& token);

/// UserError that says which part is wrong.
Token parse_token(const std::string& text);

}  // namespace vmalock::study

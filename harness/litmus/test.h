// SPDX-License-Identifier: MIT
// A litmus test: a program, what to show of its final states, and a question.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/program/litmus_program.h"

namespace vmalock::litmus {

/// A register or a location, as conditions name it.
struct Variable {
  bool is_register = false;
  unsigned thread = 0;
  unsigned index = 0;  ///< of the register or of the location
  friend auto operator<=>(const Variable&, const Variable&) = default;
};

/// A proposition over final states.
struct Prop {
  enum class Kind : std::uint8_t { atom, all_of, any_of, negation };
  Kind kind = Kind::all_of;
  Variable variable;       ///< atom
  bool equal = true;       ///< atom: = or !=
  std::int64_t value = 0;  ///< atom
  std::vector<Prop> args;  ///< the others
};

enum class Quantifier : std::uint8_t { exists, not_exists, forall };
enum class Dialect : std::uint8_t { c11, kernel };

struct LitmusTest {
  std::string file;
  Dialect dialect = Dialect::c11;
  LitmusProgram program;
  std::vector<Variable> shown;  ///< printed in each state; sorted
  std::optional<Prop> filter;
  Quantifier quantifier = Quantifier::exists;
  Prop condition;

  bool uses_rcu = false;
  bool uses_srcu = false;
  bool uses_cas = false;
};

bool holds(const Prop& prop, const FinalState& state);
std::int64_t value_of(const Variable& variable, const FinalState& state);
/// "0:r0" or "[x]"
std::string to_string(const LitmusTest& test, const Variable& variable);
/// A number, or the location whose address it is.
std::string value_text(const LitmusTest& test, std::int64_t value);
/// As herd7 prints it: "exists ([x]=1 /\ 0:r0=0)"
std::string condition_text(const LitmusTest& test);

/// Reads a test. `file` is its name in messages. Throws UserError with file,
/// line and column on anything that is not understood; it never guesses.
LitmusTest parse_test(std::string_view file, std::string_view text);
LitmusTest read_test(const std::string& path);

}  // namespace vmalock::litmus

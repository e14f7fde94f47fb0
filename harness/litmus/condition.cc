// SPDX-License-Identifier: MIT
// Propositions over final states: their value and their text.
#include <fmt/format.h>

#include <algorithm>

#include "harness/base/check.h"
#include "harness/litmus/test.h"

namespace vmalock::litmus {
namespace {

std::string text_of(const LitmusTest& test, const Prop& prop, bool top) {
  switch (prop.kind) {
    case Prop::Kind::atom:
      return fmt::format("{}{}{}", to_string(test, prop.variable),
                         prop.equal ? "=" : "!=", value_text(test, prop.value));
    case Prop::Kind::negation:
      return fmt::format("not ({})", text_of(test, prop.args[0], true));
    case Prop::Kind::all_of:
    case Prop::Kind::any_of:
      break;
  }
  const bool all = prop.kind == Prop::Kind::all_of;
  if (prop.args.empty()) return all ? "true" : "false";
  std::string text;
  for (const Prop& arg : prop.args) {
    if (!text.empty()) text += all ? " /\\ " : " \\/ ";
    text += text_of(test, arg, false);
  }
  return top ? text : "(" + text + ")";
}

}  // namespace

std::int64_t value_of(const Variable& v, const FinalState& state) {
  return v.is_register ? state.registers[v.thread][v.index]
                       : state.memory[v.index];
}

bool holds(const Prop& prop, const FinalState& state) {
  const auto arg_holds = [&](const Prop& p) { return holds(p, state); };
  switch (prop.kind) {
    case Prop::Kind::atom:
      return (value_of(prop.variable, state) == prop.value) == prop.equal;
    case Prop::Kind::all_of:
      return std::all_of(prop.args.begin(), prop.args.end(), arg_holds);
    case Prop::Kind::any_of:
      return std::any_of(prop.args.begin(), prop.args.end(), arg_holds);
    case Prop::Kind::negation:
      return !holds(prop.args[0], state);
  }
  CHECK(false);
  return false;
}

std::string to_string(const LitmusTest& test, const Variable& v) {
  if (!v.is_register) return "[" + test.program.locations[v.index] + "]";
  return fmt::format("{}:{}", v.thread,
                     test.program.threads[v.thread].registers[v.index]);
}

std::string value_text(const LitmusTest& test, std::int64_t value) {
  const auto& names = test.program.locations;
  const std::uint32_t location = location_at(value, names.size());
  return location == no_location ? fmt::format("{}", value) : names[location];
}

std::string condition_text(const LitmusTest& test) {
  const std::string_view quantifier =
      test.quantifier == Quantifier::exists       ? "exists"
      : test.quantifier == Quantifier::not_exists ? "~exists"
                                                  : "forall";
  return fmt::format("{} ({})", quantifier,
                     text_of(test, test.condition, true));
}

}  // namespace vmalock::litmus

// SPDX-License-Identifier: MIT
// A whole test: name, initial state, threads, locations, filter, condition.
// The grammar is herd7's for C tests (see harness/litmus/README.md).
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "harness/base/check.h"
#include "harness/litmus/body_parser.h"
#include "harness/litmus/lexer.h"
#include "harness/litmus/test.h"

namespace vmalock::litmus {
namespace {

class TestParser {
 public:
  TestParser(std::string_view file, std::string_view text)
      : lexer_(file, text) {
    test_.file = std::string(file);
    // Both dialects have an atomic_fetch_add; only C11 names its types so.
    for (const std::string_view word :
         {"atomic_int", "memory_order_", "_explicit"})
      if (text.find(word) != std::string_view::npos) c11_ = true;
    test_.dialect = c11_ ? Dialect::c11 : Dialect::kernel;
  }
  LitmusTest parse();

 private:
  Lexer lexer_;
  LitmusTest test_;
  bool c11_ = false;

  struct InitialValue {
    std::int64_t number = 0;
    std::optional<Token> location;  ///< its address, instead of the number
  };
  struct RegisterInit {
    Token thread;
    std::string name;
    InitialValue value;
  };
  std::vector<InitialValue> initial_values_;  ///< by location
  std::vector<RegisterInit> register_inits_;

  void parse_init();
  void parse_init_item();
  void parse_threads();
  void parse_locations();
  void parse_final();
  Prop parse_any_of();
  Prop parse_all_of();
  Prop parse_prop();
  Prop parse_atom();
  Variable parse_variable();
  InitialValue parse_value();
  std::int64_t number_of(const InitialValue& value) const;
  void resolve_initial_values();
  void show(Variable v) { test_.shown.push_back(v); }
};

LitmusTest TestParser::parse() {
  const Token language = lexer_.next();
  if (!language.is("C"))
    lexer_.error(language.place,
                 fmt::format("unsupported: a test for '{}'; write a C test, "
                             "'C NAME', instead",
                             language.text));
  test_.program.name = lexer_.rest_of_line();
  lexer_.skip_to_brace();
  parse_init();
  parse_threads();
  resolve_initial_values();
  parse_locations();
  if (lexer_.accept("filter")) test_.filter = parse_prop();
  parse_final();
  std::sort(test_.shown.begin(), test_.shown.end(),
            [this](const Variable& a, const Variable& b) {
              if (a.is_register != b.is_register) return a.is_register;
              if (a.thread != b.thread) return a.thread < b.thread;
              return to_string(test_, a) < to_string(test_, b);
            });
  const auto last = std::unique(test_.shown.begin(), test_.shown.end());
  test_.shown.erase(last, test_.shown.end());
  return std::move(test_);
}

void TestParser::parse_init() {
  lexer_.expect("{");
  while (!lexer_.accept("}")) {
    if (lexer_.accept(";")) continue;
    parse_init_item();
  }
}

/// A number, or a location for its address.
TestParser::InitialValue TestParser::parse_value() {
  const bool negative = lexer_.accept("-");
  const bool address = !negative && lexer_.accept("&");
  const Token t = lexer_.next();
  if (!negative && t.kind == Token::Kind::word) return {0, t};
  if (address || t.kind != Token::Kind::number)
    lexer_.error(t.place, fmt::format("expected a number or a location but "
                                      "found '{}'",
                                      t.text));
  return {negative ? -t.value : t.value, std::nullopt};
}

std::int64_t TestParser::number_of(const InitialValue& value) const {
  if (!value.location) return value.number;
  const auto& names = test_.program.locations;
  const auto found =
      std::find(names.begin(), names.end(), value.location->text);
  if (found == names.end())
    lexer_.error(value.location->place,
                 fmt::format("there is no location '{}'; write a number or a "
                             "location that some thread has as a parameter",
                             value.location->text));
  return address_of(static_cast<std::uint32_t>(found - names.begin()));
}

/// Initial values may name locations that come later, or nowhere else.
void TestParser::resolve_initial_values() {
  for (const InitialValue& value : initial_values_) {
    const auto& names = test_.program.locations;
    if (value.location && std::find(names.begin(), names.end(),
                                    value.location->text) == names.end())
      test_.program.add_location(value.location->text, 0);
  }
  for (std::size_t l = 0; l < initial_values_.size(); ++l)
    test_.program.init[l] = number_of(initial_values_[l]);
  for (const RegisterInit& r : register_inits_) {
    const auto index = static_cast<std::size_t>(r.thread.value);
    if (index >= test_.program.threads.size())
      lexer_.error(r.thread.place,
                   fmt::format("there is no thread P{}", index));
    LitmusThread& thread = test_.program.threads[index];
    const auto& names = thread.registers;
    const auto found = std::find(names.begin(), names.end(), r.name);
    thread.register_init[static_cast<std::size_t>(found - names.begin())] =
        number_of(r.value);
  }
}

/// [x]=1   x=1   int x=1   atomic_t x=ATOMIC_INIT(1)   spinlock_t s   0:r1=1
void TestParser::parse_init_item() {
  if (lexer_.peek().kind == Token::Kind::number) {
    const Token thread = lexer_.next();
    lexer_.expect(":");
    const Token name = lexer_.expect_word("a register");
    lexer_.expect("=");
    register_inits_.push_back({thread, name.text, parse_value()});
    return;
  }
  Token name;
  if (lexer_.accept("[")) {
    name = lexer_.expect_word("a location");
    lexer_.expect("]");
  } else {
    name = lexer_.expect_word("a location");
    while (lexer_.peek().kind == Token::Kind::word) name = lexer_.next();
    if (lexer_.accept("*")) name = lexer_.expect_word("a location");
  }
  if (lexer_.peek().is("["))
    lexer_.error(lexer_.peek().place,
                 "unsupported: an array; write one location for each element "
                 "instead");
  InitialValue value;
  if (lexer_.accept("=")) {
    const bool macro = lexer_.accept("ATOMIC_INIT");
    if (macro) lexer_.expect("(");
    value = parse_value();
    if (macro) lexer_.expect(")");
  }
  auto& locations = test_.program.locations;
  if (std::find(locations.begin(), locations.end(), name.text) !=
      locations.end())
    lexer_.error(name.place, fmt::format("'{}' is initialised twice; remove "
                                         "one of the two",
                                         name.text));
  test_.program.add_location(name.text, 0);
  initial_values_.push_back(std::move(value));
}

void TestParser::parse_threads() {
  auto& threads = test_.program.threads;
  while (true) {
    const Token t = lexer_.peek();
    if (t.text != fmt::format("P{}", threads.size())) break;
    lexer_.next();
    const auto index = static_cast<unsigned>(threads.size());
    threads.emplace_back();
    for (const RegisterInit& r : register_inits_)
      if (static_cast<std::size_t>(r.thread.value) == index)
        threads.back().add_register(r.name);
    BodyParser(lexer_, test_, index).parse();
  }
  if (threads.empty())
    lexer_.error(lexer_.peek().place,
                 fmt::format("expected the first thread, 'P0 (...)', but "
                             "found '{}'",
                             lexer_.peek().text));
}

void TestParser::parse_locations() {
  if (!lexer_.accept("locations")) return;
  lexer_.expect("[");
  while (!lexer_.accept("]")) {
    if (lexer_.accept(";")) continue;
    show(parse_variable());
  }
}

void TestParser::parse_final() {
  const Token t = lexer_.next();
  if (t.is("exists")) {
    test_.quantifier = Quantifier::exists;
  } else if (t.is("forall")) {
    test_.quantifier = Quantifier::forall;
  } else if (t.is("~") && lexer_.accept("exists")) {
    test_.quantifier = Quantifier::not_exists;
  } else {
    lexer_.error(t.place, fmt::format("expected 'exists', '~exists' or "
                                      "'forall' but found '{}'",
                                      t.text));
  }
  test_.condition = parse_any_of();
  const Token& rest = lexer_.peek();
  if (rest.kind != Token::Kind::end)
    lexer_.error(
        rest.place,
        fmt::format("expected the end of the file but found '{}'", rest.text));
}

Prop TestParser::parse_any_of() {
  Prop first = parse_all_of();
  if (!lexer_.peek().is("\\/")) return first;
  Prop any;
  any.kind = Prop::Kind::any_of;
  any.args.push_back(std::move(first));
  while (lexer_.accept("\\/")) any.args.push_back(parse_all_of());
  return any;
}

Prop TestParser::parse_all_of() {
  Prop first = parse_prop();
  if (!lexer_.peek().is("/\\")) return first;
  Prop all;
  all.kind = Prop::Kind::all_of;
  all.args.push_back(std::move(first));
  while (lexer_.accept("/\\")) all.args.push_back(parse_prop());
  return all;
}

Prop TestParser::parse_prop() {
  const Lexer::Level level(lexer_);
  if (lexer_.accept("(")) {
    Prop inner = parse_any_of();
    lexer_.expect(")");
    return inner;
  }
  if (lexer_.accept("not") || lexer_.accept("~")) {
    Prop negation;
    negation.kind = Prop::Kind::negation;
    negation.args.push_back(parse_prop());
    return negation;
  }
  if (lexer_.accept("true")) return {};
  if (lexer_.accept("false")) {
    Prop nothing;
    nothing.kind = Prop::Kind::any_of;
    return nothing;
  }
  return parse_atom();
}

Prop TestParser::parse_atom() {
  Prop atom;
  atom.kind = Prop::Kind::atom;
  atom.variable = parse_variable();
  atom.equal = lexer_.peek().is("=");
  if (!atom.equal && !lexer_.peek().is("!="))
    lexer_.error(
        lexer_.peek().place,
        fmt::format("expected '=' or '!=' but found '{}'", lexer_.peek().text));
  lexer_.next();
  atom.value = number_of(parse_value());
  show(atom.variable);
  return atom;
}

/// x, [x] or 0:r0. A register that the thread never names is 0 for ever.
Variable TestParser::parse_variable() {
  auto& program = test_.program;
  if (lexer_.peek().kind == Token::Kind::number) {
    const Token thread = lexer_.next();
    lexer_.expect(":");
    const Token name = lexer_.expect_word("a register");
    const auto index = static_cast<std::size_t>(thread.value);
    if (index >= program.threads.size())
      lexer_.error(thread.place, fmt::format("there is no thread P{}", index));
    auto& names = program.threads[index].registers;
    const auto found = std::find(names.begin(), names.end(), name.text);
    const unsigned reg = found != names.end()
                             ? static_cast<unsigned>(found - names.begin())
                             : program.threads[index].add_register(name.text);
    return {true, static_cast<unsigned>(index), reg};
  }
  const bool brackets = lexer_.accept("[");
  const Token name = lexer_.expect_word("a location or a register");
  if (brackets) lexer_.expect("]");
  if (lexer_.peek().is("["))
    lexer_.error(lexer_.peek().place,
                 "unsupported: an array; write one location for each element "
                 "instead");
  auto& names = program.locations;
  const auto found = std::find(names.begin(), names.end(), name.text);
  if (found == names.end())
    lexer_.error(name.place,
                 fmt::format("no thread has a parameter '{}'; write 'T:{}' if "
                             "it is a register of thread T",
                             name.text, name.text));
  return {false, 0, static_cast<unsigned>(found - names.begin())};
}

}  // namespace

LitmusTest parse_test(std::string_view file, std::string_view text) {
  return TestParser(file, text).parse();
}

LitmusTest read_test(const std::string& path) {
  std::ifstream in(path);
  if (!in)
    user_error(fmt::format("cannot read {}; name a litmus test file", path));
  std::ostringstream text;
  text << in.rdbuf();
  return parse_test(path, text.str());
}

}  // namespace vmalock::litmus

// SPDX-License-Identifier: MIT
#include "harness/litmus/body_parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace vmalock::litmus {
namespace {

constexpr std::array<std::string_view, 14> type_words = {
    "int",      "long",      "unsigned",    "atomic_int", "volatile",
    "const",    "atomic_t",  "spinlock_t",  "struct",     "srcu_struct",
    "intptr_t", "uintptr_t", "atomic_long", "char"};

bool is_type_word(const Token& t) {
  return t.kind == Token::Kind::word &&
         std::find(type_words.begin(), type_words.end(), t.text) !=
             type_words.end();
}

struct Operator {
  std::string_view text;
  int precedence;
  BinaryOp op;
};

// C's precedences.
constexpr std::array<Operator, 14> operators = {{
    {"||", 1, BinaryOp::lor},
    {"&&", 2, BinaryOp::land},
    {"|", 3, BinaryOp::bit_or},
    {"^", 4, BinaryOp::bit_xor},
    {"&", 5, BinaryOp::bit_and},
    {"==", 6, BinaryOp::eq},
    {"!=", 6, BinaryOp::ne},
    {"<", 7, BinaryOp::lt},
    {"<=", 7, BinaryOp::le},
    {">", 7, BinaryOp::gt},
    {">=", 7, BinaryOp::ge},
    {"+", 9, BinaryOp::add},
    {"-", 9, BinaryOp::sub},
    {"*", 10, BinaryOp::mul},
}};

const Operator* operator_of(const Token& t) {
  if (t.kind != Token::Kind::symbol) return nullptr;
  const auto found =
      std::find_if(operators.begin(), operators.end(),
                   [&](const Operator& o) { return o.text == t.text; });
  return found == operators.end() ? nullptr : &*found;
}

}  // namespace

void BodyParser::unsupported(const Token& token, std::string_view what,
                             std::string_view instead) const {
  lexer_.error(token.place,
               fmt::format("unsupported: {}; write {} instead", what, instead));
}

Statement& BodyParser::emit(StatementKind kind) {
  block_->emplace_back();
  block_->back().kind = kind;
  return block_->back();
}

unsigned BodyParser::temporary() { return thread_.add_register(""); }

unsigned BodyParser::register_named(const std::string& name) {
  const auto found = registers_.find(name);
  if (found != registers_.end()) return found->second;
  // The initial state may have made it.
  const auto& names = thread_.registers;
  const auto made = std::find(names.begin(), names.end(), name);
  const unsigned reg = made != names.end()
                           ? static_cast<unsigned>(made - names.begin())
                           : thread_.add_register(name);
  return registers_[name] = reg;
}

Statement& BodyParser::emit(StatementKind kind, const Target& target) {
  Statement& s = emit(kind);
  s.location = target.location;
  s.address = target.address;
  return s;
}

BodyParser::Target BodyParser::target_named(const Token& name) const {
  const auto found = parameters_.find(name.text);
  if (found != parameters_.end()) return {found->second, std::nullopt};
  const auto pointer = registers_.find(name.text);
  if (pointer != registers_.end()) return {0, Expr::of_reg(pointer->second)};
  lexer_.error(name.place,
               fmt::format("'{}' is no parameter of this thread; write it in "
                           "the thread's parameter list",
                           name.text));
}

unsigned BodyParser::known_register(const Token& name) const {
  const auto found = registers_.find(name.text);
  if (found != registers_.end()) return found->second;
  lexer_.error(name.place, fmt::format("register '{}' is not declared; write "
                                       "'int {} = 0;' before this",
                                       name.text, name.text));
}

void BodyParser::parse() {
  lexer_.set_in_body(true);
  parse_parameters();
  lexer_.expect("{");
  parse_block(thread_.body);
  lexer_.set_in_body(false);
}

void BodyParser::parse_parameters() {
  lexer_.expect("(");
  while (!lexer_.accept(")")) {
    Token name;
    bool pointer = false;
    while (!lexer_.peek().is(",") && !lexer_.peek().is(")")) {
      const Token t = lexer_.next();
      if (t.is("*")) {
        pointer = true;
      } else if (t.kind == Token::Kind::word) {
        name = t;
      } else {
        lexer_.error(t.place, fmt::format("expected a parameter 'int *NAME' "
                                          "but found '{}'",
                                          t.text));
      }
    }
    if (!pointer || name.text.empty() || is_type_word(name))
      lexer_.error(lexer_.peek().place,
                   "expected a parameter of the form 'TYPE *NAME'");
    auto& locations = test_.program.locations;
    const auto found = std::find(locations.begin(), locations.end(), name.text);
    parameters_[name.text] =
        found != locations.end()
            ? static_cast<std::uint32_t>(found - locations.begin())
            : test_.program.add_location(name.text, 0);
    lexer_.accept(",");
  }
}

/// Up to and including the closing brace.
void BodyParser::parse_block(Block& into) {
  Block* const outer = block_;
  block_ = &into;
  while (!lexer_.peek().is("}")) {
    if (lexer_.peek().kind == Token::Kind::end)
      lexer_.error(lexer_.peek().place, "expected '}' before the file's end");
    parse_statement();
  }
  lexer_.next();
  block_ = outer;
}

void BodyParser::parse_statement() {
  const Lexer::Level level(lexer_);
  const Token t = lexer_.peek();
  if (lexer_.accept(";")) return;
  if (t.is("{")) {
    lexer_.next();
    Block inner;
    parse_block(inner);
    block_->insert(block_->end(), inner.begin(), inner.end());
    return;
  }
  if (t.is("if")) return parse_if();
  for (const std::string_view loop : {"while", "for", "do", "goto"})
    if (t.is(loop))
      unsupported(t, fmt::format("'{}'", loop),
                  "the iterations one after the other");
  for (const std::string_view word : {"return", "switch", "break", "continue"})
    if (t.is(word)) unsupported(t, fmt::format("'{}'", word), "if and else");
  if (is_type_word(t)) return parse_declaration();
  if (t.is("*")) return parse_plain_store();
  if (t.kind != Token::Kind::word)
    lexer_.error(t.place,
                 fmt::format("expected a statement but found '{}'", t.text));
  if (lexer_.peek_second().is("(")) {
    const Token name = lexer_.next();
    parse_call(name, false);
    lexer_.expect(";");
    return;
  }
  parse_assignment();
}

void BodyParser::parse_declaration() {
  while (is_type_word(lexer_.peek())) lexer_.next();
  do {
    lexer_.accept("*");  // a register holds addresses and numbers alike
    const Token name = lexer_.expect_word("the name of a register");
    if (parameters_.contains(name.text))
      lexer_.error(name.place,
                   fmt::format("'{}' is a parameter of this thread already; "
                               "write another name",
                               name.text));
    if (lexer_.accept("=")) {
      Expr value = parse_expression();
      Statement& s = emit(StatementKind::assign);
      s.reg = register_named(name.text);
      s.value = std::move(value);
    } else {
      register_named(name.text);
    }
  } while (lexer_.accept(","));
  lexer_.expect(";");
}

void BodyParser::parse_if() {
  lexer_.expect("if");
  lexer_.expect("(");
  Expr condition = parse_expression();
  lexer_.expect(")");
  Statement branch;
  branch.kind = StatementKind::branch;
  branch.value = std::move(condition);
  const auto parse_arm = [this](Block& arm) {
    if (lexer_.accept("{")) return parse_block(arm);
    Block* const outer = block_;
    block_ = &arm;
    parse_statement();
    block_ = outer;
  };
  parse_arm(branch.then_block);
  if (lexer_.accept("else")) parse_arm(branch.else_block);
  block_->push_back(std::move(branch));
}

void BodyParser::parse_plain_store() {
  lexer_.expect("*");
  const Target target = target_named(lexer_.expect_word("a parameter"));
  lexer_.expect("=");
  Expr value = parse_expression();
  lexer_.expect(";");
  Statement& s = emit(StatementKind::store, target);
  s.order = Ordering::plain;
  s.value = std::move(value);
}

void BodyParser::parse_assignment() {
  const Token name = lexer_.next();
  const unsigned reg = known_register(name);
  const Token t = lexer_.peek();
  if (!t.is("="))
    unsupported(t, fmt::format("'{}' after a register", t.text),
                fmt::format("'{} = EXPRESSION;'", name.text));
  lexer_.next();
  Expr value = parse_expression();
  lexer_.expect(";");
  Statement& s = emit(StatementKind::assign);
  s.reg = reg;
  s.value = std::move(value);
}

Expr BodyParser::parse_expression(int min_precedence) {
  Expr left = parse_unary();
  for (unsigned operations = 0;;) {
    const Token t = lexer_.peek();
    const Operator* o = operator_of(t);
    if (o == nullptr || o->precedence < min_precedence) return left;
    if (++operations > Lexer::most)
      lexer_.error(t.place,
                   fmt::format("more than {} operators in a row; write parts "
                               "of the expression into registers",
                               Lexer::most));
    lexer_.next();
    const std::size_t statements = block_->size();
    Expr right = parse_expression(o->precedence + 1);
    const bool lazy = o->op == BinaryOp::land || o->op == BinaryOp::lor;
    if (lazy && block_->size() != statements)
      unsupported(t,
                  fmt::format("an access to memory behind '{}', which may or "
                              "may not happen",
                              t.text),
                  "an 'if'");
    left = Expr::binary(o->op, std::move(left), std::move(right));
  }
}

Expr BodyParser::parse_unary() {
  const Lexer::Level level(lexer_);
  const Token t = lexer_.peek();
  if (lexer_.accept("-"))
    return Expr::binary(BinaryOp::sub, Expr::constant(0), parse_unary());
  if (lexer_.accept("!"))
    return Expr::binary(BinaryOp::eq, parse_unary(), Expr::constant(0));
  if (t.is("*")) return parse_plain_load();
  if (t.is("&")) unsupported(t, "'&'", "the name of the parameter alone");
  return parse_primary();
}

Expr BodyParser::parse_plain_load() {
  lexer_.expect("*");
  const Target target = target_named(lexer_.expect_word("a parameter"));
  Statement& s = emit(StatementKind::load, target);
  s.order = Ordering::plain;
  s.reg = temporary();
  return Expr::of_reg(s.reg);
}

Expr BodyParser::parse_primary() {
  const Token t = lexer_.next();
  if (t.kind == Token::Kind::number) return Expr::constant(t.value);
  if (t.is("(")) {
    if (is_type_word(lexer_.peek()))
      unsupported(t, "a cast", "the expression alone");
    Expr inner = parse_expression();
    lexer_.expect(")");
    return inner;
  }
  if (t.kind == Token::Kind::word) {
    if (lexer_.peek().is("(")) return parse_call(t, true);
    if (lexer_.peek().is("->") || lexer_.peek().is("["))
      unsupported(lexer_.peek(), "structures and arrays",
                  "one parameter for each member");
    const auto parameter = parameters_.find(t.text);
    if (parameter != parameters_.end())
      return Expr::constant(address_of(parameter->second));
    return Expr::of_reg(known_register(t));
  }
  lexer_.error(t.place,
               fmt::format("expected an expression but found '{}'", t.text));
}

}  // namespace vmalock::litmus

// SPDX-License-Identifier: MIT
// One thread of a litmus test: C statements, taken apart into the statements of
// litmus_program.h. Calls and loads inside an expression become statements of
// their own in front of it, from left to right.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "harness/litmus/lexer.h"
#include "harness/litmus/primitives.h"
#include "harness/litmus/test.h"

namespace vmalock::litmus {

class BodyParser {
 public:
  /// Reads from the `(` of the parameter list to the closing brace.
  BodyParser(Lexer& lexer, LitmusTest& test, unsigned thread)
      : lexer_(lexer), test_(test), thread_(test.program.threads[thread]) {}
  void parse();

 private:
  /// What an access reaches: a parameter, or what a register points to.
  struct Target {
    std::uint32_t location = 0;
    std::optional<Expr> address;
  };
  /// The arguments of a call, by kind and in order within the kind.
  struct Arguments {
    std::vector<Target> locations;
    std::vector<Expr> values;
    std::vector<Ordering> orders;
    std::vector<Place> order_places;
  };

  Lexer& lexer_;
  LitmusTest& test_;
  LitmusThread& thread_;
  std::map<std::string, std::uint32_t> parameters_;
  std::map<std::string, unsigned> registers_;
  Block* block_ = nullptr;  ///< where statements go

  void parse_parameters();
  void parse_block(Block& into);
  void parse_statement();
  void parse_declaration();
  void parse_if();
  void parse_plain_store();
  void parse_assignment();

  Expr parse_expression(int min_precedence = 0);
  Expr parse_unary();
  Expr parse_primary();
  Expr parse_plain_load();
  /// A call as an expression; `place` and `name` are those of its first token.
  Expr parse_call(const Token& name, bool result_used);
  Arguments parse_arguments(const Token& name, std::string_view kinds);

  Expr lower(const Primitive& p, const Token& name, const Arguments& a,
             unsigned result);
  void lower_rmw(const Primitive& p, const Arguments& a, unsigned result);
  void lower_cmpxchg(const Primitive& p, const Arguments& a, unsigned result);
  Expr lower_c11_cas(const Primitive& p, const Arguments& a);
  Expr lower_lock(const Primitive& p, const Arguments& a, unsigned result);
  void lower_rcu(const Primitive& p, const Arguments& a, unsigned result);
  void check_orders(const Primitive& p, const Arguments& a) const;

  Statement& emit(StatementKind kind);
  Statement& emit(StatementKind kind, const Target& target);
  unsigned temporary();
  unsigned register_named(const std::string& name);
  Target target_named(const Token& name) const;
  unsigned known_register(const Token& name) const;
  [[noreturn]] void unsupported(const Token& token, std::string_view what,
                                std::string_view instead) const;
};

}  // namespace vmalock::litmus

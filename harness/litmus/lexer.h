// SPDX-License-Identifier: MIT
// Tokens of a litmus test, with their places. Comments are `(* ... *)` outside
// of thread bodies (inside, `(*x` is C), and `//` and `/* */` inside.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace vmalock::litmus {

struct Place {
  int line = 1;
  int column = 1;
};

struct Token {
  enum class Kind : std::uint8_t { end, word, number, symbol, string };
  Kind kind = Kind::end;
  std::string text;
  std::int64_t value = 0;  ///< number
  Place place;

  bool is(std::string_view t) const {
    return (kind == Kind::word || kind == Kind::symbol) && text == t;
  }
};

class Lexer {
 public:
  Lexer(std::string_view file, std::string_view text)
      : file_(file), text_(text) {}

  const Token& peek();
  /// The token after peek().
  Token peek_second();
  Token next();
  bool accept(std::string_view text);
  Token expect(std::string_view text);
  Token expect_word(std::string_view what);

  /// From the next token on, comments are those of C (true) or of herd.
  void set_in_body(bool in_body) { in_body_ = in_body; }
  /// The rest of the current line, without surrounding blanks.
  std::string rest_of_line();
  /// Drops everything up to the next `{`, except comments and strings, which
  /// may contain one.
  void skip_to_brace();

  /// Throws UserError "file:line:column: what".
  [[noreturn]] void error(Place place, std::string_view what) const;

  /// One level of brackets, blocks or signs deeper, while it lives. Refuses
  /// what is nested so deep that no machine's stack could follow.
  class Level {
   public:
    explicit Level(Lexer& lexer) : lexer_(lexer) {
      if (++lexer_.levels_ > most)
        lexer_.error(lexer_.peek().place,
                     "nested too deep; write parts of it into registers, or "
                     "one after the other");
    }
    ~Level() { --lexer_.levels_; }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;

   private:
    Lexer& lexer_;
  };
  static constexpr unsigned most = 64;  ///< levels, and operators in a row

 private:
  unsigned levels_ = 0;
  std::string file_;
  std::string_view text_;
  std::size_t at_ = 0;
  Place place_;
  bool in_body_ = false;
  bool peeked_ = false;
  Token token_;

  void advance(std::size_t count);
  bool skip_comment(std::string_view open, std::string_view close);
  void skip_blanks();
  Token scan();
  Token scan_symbol();
};

}  // namespace vmalock::litmus

// SPDX-License-Identifier: MIT
#include "harness/litmus/lexer.h"

#include <fmt/format.h>

#include <array>
#include <cctype>
#include <charconv>

#include "harness/base/check.h"

namespace vmalock::litmus {
namespace {

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

bool is_digit(char c) {
  return std::isdigit(static_cast<unsigned char>(c)) != 0;
}

// Longest first.
constexpr std::array<std::string_view, 15> long_symbols = {
    "==", "!=", "<=", ">=", "&&", "||", "/\\", "\\/",
    "->", "++", "--", "<<", ">>", "+=", "-="};

}  // namespace

void Lexer::advance(std::size_t count) {
  for (; count > 0 && at_ < text_.size(); --count, ++at_) {
    if (text_[at_] == '\n') {
      ++place_.line;
      place_.column = 1;
    } else {
      ++place_.column;
    }
  }
}

bool Lexer::skip_comment(std::string_view open, std::string_view close) {
  if (!text_.substr(at_).starts_with(open)) return false;
  const Place start = place_;
  const std::size_t end = text_.find(close, at_ + open.size());
  if (end == std::string_view::npos) {
    if (close != "\n")
      error(start,
            fmt::format("this comment is never closed; write {}", close));
    advance(text_.size() - at_);
  } else {
    advance(end + close.size() - at_);
  }
  return true;
}

void Lexer::skip_blanks() {
  while (at_ < text_.size()) {
    if (std::isspace(static_cast<unsigned char>(text_[at_])) != 0) {
      advance(1);
    } else if (in_body_) {
      if (!skip_comment("//", "\n") && !skip_comment("/*", "*/")) return;
    } else if (!skip_comment("(*", "*)")) {
      return;
    }
  }
}

Token Lexer::scan() {
  skip_blanks();
  Token t;
  t.place = place_;
  if (at_ >= text_.size()) return t;
  std::size_t length = 1;
  const char first = text_[at_];
  if (first == '"') {
    const std::size_t end = text_.find('"', at_ + 1);
    if (end == std::string_view::npos)
      error(place_, "this string is never closed; write \"");
    t.kind = Token::Kind::string;
    length = end + 1 - at_;
  } else if (is_word(first)) {
    while (at_ + length < text_.size() && is_word(text_[at_ + length]))
      ++length;
    t.kind = is_digit(first) ? Token::Kind::number : Token::Kind::word;
  } else {
    return scan_symbol();
  }
  t.text = std::string(text_.substr(at_, length));
  if (t.kind == Token::Kind::number) {
    const bool hex = t.text.starts_with("0x") || t.text.starts_with("0X");
    const char* begin = t.text.data() + (hex ? 2 : 0);
    const char* end = t.text.data() + t.text.size();
    const auto parsed = std::from_chars(begin, end, t.value, hex ? 16 : 10);
    if (parsed.ec != std::errc{} || parsed.ptr != end)
      error(place_, fmt::format("'{}' is no number; write digits", t.text));
  }
  advance(length);
  return t;
}

Token Lexer::scan_symbol() {
  Token t;
  t.place = place_;
  t.kind = Token::Kind::symbol;
  for (const std::string_view symbol : long_symbols) {
    if (!text_.substr(at_).starts_with(symbol)) continue;
    t.text = std::string(symbol);
    advance(symbol.size());
    return t;
  }
  t.text = std::string(text_.substr(at_, 1));
  advance(1);
  return t;
}

const Token& Lexer::peek() {
  if (!peeked_) {
    token_ = scan();
    peeked_ = true;
  }
  return token_;
}

Token Lexer::peek_second() {
  const Token first = peek();
  const std::size_t at = at_;
  const Place place = place_;
  Token second = scan();
  at_ = at;
  place_ = place;
  token_ = first;
  return second;
}

Token Lexer::next() {
  peek();
  peeked_ = false;
  return token_;
}

bool Lexer::accept(std::string_view text) {
  if (!peek().is(text)) return false;
  next();
  return true;
}

Token Lexer::expect(std::string_view text) {
  const Token& t = peek();
  if (!t.is(text))
    error(t.place,
          fmt::format("expected '{}' but found {}", text,
                      t.kind == Token::Kind::end ? "the end of the file"
                                                 : "'" + t.text + "'"));
  return next();
}

Token Lexer::expect_word(std::string_view what) {
  const Token& t = peek();
  if (t.kind != Token::Kind::word)
    error(t.place, fmt::format("expected {} but found '{}'", what, t.text));
  return next();
}

std::string Lexer::rest_of_line() {
  CHECK(!peeked_);
  std::size_t end = text_.find('\n', at_);
  if (end == std::string_view::npos) end = text_.size();
  std::string_view line = text_.substr(at_, end - at_);
  advance(line.size());
  while (!line.empty() &&
         std::isspace(static_cast<unsigned char>(line.front())) != 0)
    line.remove_prefix(1);
  while (!line.empty() &&
         std::isspace(static_cast<unsigned char>(line.back())) != 0)
    line.remove_suffix(1);
  return std::string(line);
}

void Lexer::skip_to_brace() {
  CHECK(!peeked_);
  while (at_ < text_.size() && text_[at_] != '{')
    if (!skip_comment("(*", "*)") &&
        !(text_[at_] == '"' && skip_comment("\"", "\"")))
      advance(1);
  if (at_ == text_.size()) error(place_, "expected '{', the initial state");
}

void Lexer::error(Place place, std::string_view what) const {
  user_error(
      fmt::format("{}:{}:{}: {}", file_, place.line, place.column, what));
}

}  // namespace vmalock::litmus

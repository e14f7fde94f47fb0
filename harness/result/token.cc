// SPDX-License-Identifier: MIT
#include "harness/result/token.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <cstdio>
#include <iterator>
#include <vector>

#include "harness/base/check.h"

namespace vmalock {

namespace {

[[noreturn]] void refuse(const std::string& text, const std::string& why) {
  user_error("'" + text + "' is no replay token: " + why +
             "; copy the whole line that starts with 'replay:' in a report");
}

/// At most `parts` pieces; the last one keeps further separators.
std::vector<std::string> split(const std::string& text, char separator,
                               std::size_t parts) {
  std::vector<std::string> pieces;
  std::size_t begin = 0;
  while (pieces.size() + 1 < parts) {
    const std::size_t end = text.find(separator, begin);
    if (end == std::string::npos) break;
    pieces.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  pieces.push_back(text.substr(begin));
  return pieces;
}

constexpr char end_mark = '~';

/// "57.0f3a"
std::string end_of(const std::string& text) {
  std::uint32_t hash = 0x811c9dc5u;  // FNV-1a
  for (const char c : text)
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x01000193u;
  return fmt::format("{}.{:04x}", text.size(), (hash >> 16 ^ hash) & 0xffff);
}

/// The token without its end, which must fit.
std::string checked(const std::string& given) {
  std::string text;
  std::copy_if(given.begin(), given.end(), std::back_inserter(text),
               [](char c) { return !std::isspace(static_cast<int>(c)); });
  const std::size_t mark = text.rfind(end_mark);
  if (mark == std::string::npos) refuse(given, "it is cut, its end is missing");
  const std::string end = text.substr(mark + 1);
  text.resize(mark);
  const std::string wanted = end_of(text);
  if (end == wanted) return text;
  if (wanted.starts_with(end)) refuse(given, "it is cut, its end is missing");
  if (end.substr(0, end.find('.')) == std::to_string(text.size()))
    refuse(given, "some of its characters were changed");
  refuse(given, "characters are missing or were added");
}

}  // namespace

std::string to_text(const Token& token) {
  const Question& q = token.question;
  std::string text = q.case_name + ":" + q.impl;
  if (!q.build.empty()) text += "@" + q.build;
  if (!q.orderings.empty()) text += "+" + text_of(q.orderings, "+");
  text += ":" + q.engine;
  if (!q.model.empty()) text += "/" + q.model;
  text += fmt::format(":{}.{}.{}:{}", q.bound.readers, q.bound.writers,
                      q.bound.rounds, token.witness);
  return text + end_mark + end_of(text);
}

Token parse_token(const std::string& given) {
  const std::string text = checked(given);
  const std::vector<std::string> parts = split(text, ':', 5);
  if (parts.size() != 5)
    refuse(text, fmt::format("it has {} of 5 parts", parts.size()));
  Token token;
  Question& q = token.question;
  q.case_name = parts[0];
  // The name of a patched tree has a '+', too; its build ends it.
  std::string changes = parts[1];
  const std::size_t at = changes.find('@');
  if (at != std::string::npos) {
    q.impl = changes.substr(0, at);
    changes = changes.substr(at + 1);
  }
  const std::vector<std::string> words =
      split(changes, '+', changes.size() + 1);
  (at == std::string::npos ? q.impl : q.build) = words[0];
  for (std::size_t i = 1; i < words.size(); ++i) {
    const std::vector<std::string> row = split(words[i], '=', 2);
    if (row.size() != 2)
      refuse(text, "'" + words[i] + "' is no changed row like put=relaxed");
    const auto order = ordering_named(row[1]);
    if (!order) refuse(text, "'" + row[1] + "' is no ordering");
    if (!q.orderings.emplace(row[0], *order).second)
      refuse(text, "it changes " + row[0] + " twice");
  }
  const std::vector<std::string> engine = split(parts[2], '/', 2);
  q.engine = engine[0];
  if (engine.size() == 2) q.model = engine[1];
  int used = 0;
  if (std::sscanf(parts[3].c_str(), "%u.%u.%u%n", &q.bound.readers,
                  &q.bound.writers, &q.bound.rounds, &used) != 3 ||
      static_cast<std::size_t>(used) != parts[3].size())
    refuse(text, "'" + parts[3] + "' is no bound like 2.1.1");
  token.witness = parts[4];
  if (token.witness.empty()) refuse(text, "its last part is empty");
  return token;
}

}  // namespace vmalock

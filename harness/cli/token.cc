#include "harness/cli/token.h"

#include <fmt/format.h>

#include <cstdio>
#include <vector>

#include "harness/base/check.h"
#include "harness/cli/orderings.h"

namespace vmalock::cli {

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

}  // namespace

std::string to_text(const Token& token) {
  std::string text = token.case_name + ":" + token.impl;
  if (!token.build.empty()) text += "@" + token.build;
  for (const auto& [site, order] : token.orderings)
    text += "+" + site + "=" + order;
  text += ":" + token.engine;
  if (!token.model.empty()) text += "/" + token.model;
  return text + fmt::format(":{}.{}.{}:{}", token.bound.readers,
                            token.bound.writers, token.bound.rounds,
                            token.witness);
}

Token parse_token(const std::string& text) {
  const std::vector<std::string> parts = split(text, ':', 5);
  if (parts.size() != 5)
    refuse(text, fmt::format("it has {} of 5 parts", parts.size()));
  Token token;
  token.case_name = parts[0];
  // The name of a patched tree has a '+', too; its build ends it.
  std::string changes = parts[1];
  const std::size_t at = changes.find('@');
  if (at != std::string::npos) {
    token.impl = changes.substr(0, at);
    changes = changes.substr(at + 1);
  }
  const std::vector<std::string> words =
      split(changes, '+', changes.size() + 1);
  (at == std::string::npos ? token.impl : token.build) = words[0];
  for (std::size_t i = 1; i < words.size(); ++i) {
    const Change change = parse_change(words[i]);
    token.orderings[change.site] = change.ordering;
  }
  const std::vector<std::string> engine = split(parts[2], '/', 2);
  token.engine = engine[0];
  if (engine.size() == 2) token.model = engine[1];
  int used = 0;
  if (std::sscanf(parts[3].c_str(), "%u.%u.%u%n", &token.bound.readers,
                  &token.bound.writers, &token.bound.rounds, &used) != 3 ||
      static_cast<std::size_t>(used) != parts[3].size())
    refuse(text, "'" + parts[3] + "' is no bound like 2.1.1");
  token.witness = parts[4];
  if (token.witness.empty()) refuse(text, "its last part is empty");
  return token;
}

}  // namespace vmalock::cli

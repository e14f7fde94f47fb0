// SPDX-License-Identifier: MIT
#include "harness/kernel_source/tree/source_text.h"

#include <algorithm>
#include <cctype>

namespace vmalock::kernel_source {

namespace {

bool of_name(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

/// The end of a literal or comment that starts at i; i if none does.
std::size_t end_of_token(const std::string& text, std::size_t i) {
  const char c = text[i];
  if (text.compare(i, 2, "//") == 0)
    return std::min(text.find('\n', i), text.size());
  if (text.compare(i, 2, "/*") == 0) {
    const std::size_t end = text.find("*/", i + 2);
    return end == std::string::npos ? text.size() : end + 2;
  }
  if (c != '"' && c != '\'') return i;
  for (std::size_t j = i + 1; j < text.size() && text[j] != '\n'; ++j) {
    if (text[j] == '\\')
      ++j;
    else if (text[j] == c)
      return j + 1;
  }
  return i;
}

std::string blanked(const std::string& text) {
  std::string out = text;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t end = end_of_token(text, i);
    if (end == i) {
      ++i;
      continue;
    }
    for (; i < end; ++i)
      if (out[i] != '\n') out[i] = ' ';
  }
  return out;
}

/// The word of a directive ("ifdef") and what follows it; empty if none.
std::pair<std::string, std::string> directive(const std::string& line) {
  std::size_t i = line.find_first_not_of(" \t");
  if (i == std::string::npos || line[i] != '#') return {};
  i = line.find_first_not_of(" \t", i + 1);
  if (i == std::string::npos) return {};
  std::size_t end = i;
  while (end < line.size() && of_name(line[end])) ++end;
  return {line.substr(i, end - i), line.substr(end)};
}

}  // namespace

std::size_t find_word(std::string_view text, std::string_view word,
                      std::size_t from) {
  for (std::size_t at = text.find(word, from); at != std::string_view::npos;
       at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || !of_name(text[at - 1])) &&
        (end == text.size() || !of_name(text[end])))
      return at;
  }
  return std::string_view::npos;
}

SourceText::SourceText(std::string path, std::string text)
    : path_(std::move(path)), text_(std::move(text)) {
  if (text_.empty() || text_.back() != '\n') text_ += '\n';
  blank_ = blanked(text_);
  begins_.push_back(0);
  for (std::size_t i = 0; i < text_.size(); ++i)
    if (text_[i] == '\n') begins_.push_back(i + 1);
}

std::size_t SourceText::line_of(std::size_t offset) const {
  return static_cast<std::size_t>(
      std::upper_bound(begins_.begin(), begins_.end(), offset) -
      begins_.begin());
}

std::string SourceText::slice(const std::string& from,
                              const Lines& lines) const {
  const std::size_t begin = offset_of(lines.first);
  return from.substr(begin, offset_of(lines.last + 1) - begin);
}

std::string SourceText::lines(const Lines& lines) const {
  return slice(text_, lines);
}

std::string SourceText::code(const Lines& lines) const {
  return slice(blank_, lines);
}

std::string SourceText::with_line(const Lines& lines) const {
  return "#line " + std::to_string(lines.first) + " \"" + path_ + "\"\n" +
         slice(text_, lines);
}

bool SourceText::names(std::string_view word) const {
  return find_word(blank_, word) != std::string_view::npos;
}

std::size_t SourceText::closing(std::size_t open) const {
  const char brace = blank_[open];
  const char back = brace == '{' ? '}' : ')';
  unsigned depth = 0;
  for (std::size_t i = open; i < blank_.size(); ++i) {
    if (blank_[i] == brace) ++depth;
    if (blank_[i] == back && --depth == 0) return i + 1;
  }
  return std::string::npos;
}

/// If the name at this place is followed by parameters and a body: from the
/// line behind the last one that ends something else.
std::optional<Lines> SourceText::definition_at(std::size_t name,
                                               std::size_t size) const {
  const std::size_t open = blank_.find_first_not_of(" \t\n", name + size);
  if (open == std::string::npos || blank_[open] != '(') return std::nullopt;
  const std::size_t end = closing(open);
  if (end == std::string::npos) return std::nullopt;
  const std::size_t body = blank_.find_first_not_of(" \t\n", end);
  if (body == std::string::npos || blank_[body] != '{') return std::nullopt;
  const std::size_t stop = closing(body);
  if (stop == std::string::npos) return std::nullopt;
  std::size_t first = line_of(name);
  while (first > 1) {
    const std::string before = code({first - 1, first - 1});
    if (before.find_first_not_of(" \t\n") == std::string::npos ||
        before.find_first_of(";}#") != std::string::npos)
      break;
    --first;
  }
  return Lines{first, line_of(stop - 1)};
}

std::optional<Lines> SourceText::function(std::string_view name) const {
  for (std::size_t at = find_word(blank_, name); at != std::string::npos;
       at = find_word(blank_, name, at + 1))
    if (auto lines = definition_at(at, name.size())) return lines;
  return std::nullopt;
}

std::optional<Lines> SourceText::structure(std::string_view name) const {
  const std::string head = "struct " + std::string(name);
  for (std::size_t at = find_word(blank_, head); at != std::string::npos;
       at = find_word(blank_, head, at + 1)) {
    const std::size_t body =
        blank_.find_first_not_of(" \t\n", at + head.size());
    if (body == std::string::npos || blank_[body] != '{') continue;
    const std::size_t stop = closing(body);
    if (stop == std::string::npos) continue;
    const std::size_t end = blank_.find(';', stop);
    if (end != std::string::npos) return Lines{line_of(at), line_of(end)};
  }
  return std::nullopt;
}

std::vector<Lines> SourceText::guarded_by(std::string_view macro) const {
  std::vector<Lines> blocks;
  unsigned depth = 0;
  unsigned inside = 0;  // the depth of the block that we are in
  std::size_t first = 0;
  const auto close = [&](std::size_t line) {
    if (first != 0 && line > first) blocks.push_back({first, line - 1});
    first = 0;
  };
  for (std::size_t line = 1; line < begins_.size(); ++line) {
    const auto [word, rest] = directive(code({line, line}));
    if (word == "if" || word == "ifdef" || word == "ifndef") {
      ++depth;
      if (inside == 0 && word != "ifndef" &&
          find_word(rest, macro) != std::string_view::npos) {
        inside = depth;
        first = line + 1;
      }
    } else if (word == "else" || word == "elif") {
      if (depth == inside) close(line);
    } else if (word == "endif") {
      if (depth == inside) {
        close(line);
        inside = 0;
      }
      if (depth > 0) --depth;
    }
  }
  return blocks;
}

std::vector<Lines> SourceText::defines(
    const std::vector<std::string>& prefixes) const {
  std::vector<Lines> found;
  for (std::size_t line = 1; line < begins_.size(); ++line) {
    const auto parts = directive(code({line, line}));
    if (parts.first != "define") continue;
    const auto& rest = parts.second;
    const std::size_t name = rest.find_first_not_of(" \t");
    if (name == std::string::npos) continue;
    if (std::none_of(prefixes.begin(), prefixes.end(),
                     [&](const std::string& prefix) {
                       return rest.compare(name, prefix.size(), prefix) == 0;
                     }))
      continue;
    Lines lines = {line, line};
    while (lines.last + 1 < begins_.size()) {
      const std::string text = code({lines.last, lines.last});
      const std::size_t end = text.find_last_not_of(" \t\n");
      if (end == std::string::npos || text[end] != '\\') break;
      ++lines.last;
    }
    found.push_back(lines);
  }
  return found;
}

}  // namespace vmalock::kernel_source

// SPDX-License-Identifier: MIT
// Finds parts of a kernel source file by their text: functions, the blocks of
// an #ifdef, structures. Comments and strings are looked through; the
// preprocessor is not run, so a part is what stands there.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vmalock::kernel_source {

/// Lines [first, last] of a file, from 1.
struct Lines {
  std::size_t first = 0;
  std::size_t last = 0;
};

/// One file of a tree.
class SourceText {
 public:
  SourceText() = default;
  /// `path` is relative to the tree.
  SourceText(std::string path, std::string text);

  const std::string& path() const { return path_; }
  const std::string& text() const { return text_; }

  /// The definition of a function: from the line of its type on. Of several,
  /// the first.
  std::optional<Lines> function(std::string_view name) const;
  /// The definition of a structure.
  std::optional<Lines> structure(std::string_view name) const;
  /// What `#ifdef macro` (or `#if … macro`) guards, without the lines of the
  /// directives and without an #else branch. Outermost blocks only.
  std::vector<Lines> guarded_by(std::string_view macro) const;
  /// `#define name…` with the lines that continue it, for names with one of
  /// the prefixes.
  std::vector<Lines> defines(const std::vector<std::string>& prefixes) const;

  /// Whether the name occurs as a word, outside of comments and strings.
  bool names(std::string_view word) const;
  /// Lines as they stand in the file.
  std::string lines(const Lines& lines) const;
  /// The same without comments and strings.
  std::string code(const Lines& lines) const;
  /// Lines with a #line directive in front, so that messages and traces name
  /// the tree's own.
  std::string with_line(const Lines& lines) const;

 private:
  std::string path_;
  std::string text_;
  std::string blank_;  ///< comments and strings are spaces
  std::vector<std::size_t> begins_;

  std::size_t line_of(std::size_t offset) const;
  std::size_t offset_of(std::size_t line) const { return begins_[line - 1]; }
  std::string slice(const std::string& from, const Lines& lines) const;
  /// Behind the brace that closes the one at `open`; npos if none does.
  std::size_t closing(std::size_t open) const;
  std::optional<Lines> definition_at(std::size_t name, std::size_t size) const;
};

/// Whether `word` occurs in `text` between other characters than a name's.
std::size_t find_word(std::string_view text, std::string_view word,
                      std::size_t from = 0);

}  // namespace vmalock::kernel_source

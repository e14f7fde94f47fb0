// SPDX-License-Identifier: MIT
// Kinds of error, and lists of them.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace vmalock {

/// `vmalock explain CODE` prints the page of each (report/explain.cc).
enum class ErrorKind : std::uint8_t {
  failed_requirement,  // E01
  data_race,           // E02
  use_after_free,      // E03
  double_free,         // E04
  leak,                // E05
  uninitialised_read,  // E06
  deadlock,            // E07: some thread waits for ever
  livelock,            // E08: step limit reached (engines without awaits)
  lock_misuse,         // E09
  nondeterministic,    // E10: the case behaves differently when replayed
  null_pointer,        // E11: the program follows a null pointer
  crash,               // E12: it would end the process: a wild pointer, exit()
};

inline constexpr unsigned error_kinds = 12;

struct ErrorKindName {
  const char* code;
  const char* name;
};

// The codes are stable: they appear in saved results and in mails.
inline constexpr std::array<ErrorKindName, error_kinds> error_kind_names = {{
    {"E01", "failed requirement"},
    {"E02", "data race"},
    {"E03", "use after free"},
    {"E04", "double free"},
    {"E05", "leak"},
    {"E06", "uninitialised read"},
    {"E07", "deadlock"},
    {"E08", "livelock"},
    {"E09", "lock misuse"},
    {"E10", "nondeterministic"},
    {"E11", "null pointer"},
    {"E12", "crash"},
}};

/// "use after free"
constexpr const char* name(ErrorKind k) {
  return error_kind_names[static_cast<std::size_t>(k)].name;
}
/// "E03"
constexpr const char* code(ErrorKind k) {
  return error_kind_names[static_cast<std::size_t>(k)].code;
}

/// Takes the name in any spelling ("use_after_free") and the code ("e03").
constexpr std::optional<ErrorKind> error_kind_named(std::string_view text) {
  const auto folded = [](char c) {
    if (c == '_' || c == '-') return ' ';
    return 'A' <= c && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  };
  const auto same = [&](std::string_view known) {
    return std::equal(text.begin(), text.end(), known.begin(), known.end(),
                      [&](char a, char b) { return folded(a) == folded(b); });
  };
  for (std::size_t i = 0; i < error_kind_names.size(); ++i)
    if (same(error_kind_names[i].code) || same(error_kind_names[i].name))
      return static_cast<ErrorKind>(i);
  return std::nullopt;
}

/// The kinds that count for a bug, in the order in which they are written;
/// none: any kind.
class ErrorKinds {
 public:
  constexpr ErrorKinds() = default;
  // NOLINTNEXTLINE: implicit on purpose, one kind is a list of one
  constexpr ErrorKinds(ErrorKind kind) { add(kind); }
  /// "data race|failed requirement"; a misspelt kind does not compile.
  // NOLINTNEXTLINE: implicit on purpose, tables are literals
  consteval ErrorKinds(const char* text) {
    std::string_view rest = text;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find('|'), rest.size());
      const auto kind = error_kind_named(rest.substr(0, end));
      if (!kind) throw "no such kind of error";
      add(*kind);
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }

  /// A kind that is there already is not written twice.
  constexpr void add(ErrorKind kind) {
    if (std::find(begin(), end(), kind) == end()) kinds_[size_++] = kind;
  }
  constexpr const ErrorKind* begin() const { return kinds_.data(); }
  constexpr const ErrorKind* end() const { return begin() + size_; }
  constexpr bool any() const { return size_ == 0; }
  constexpr bool has(ErrorKind kind) const {
    return any() || std::find(begin(), end(), kind) != end();
  }

 private:
  std::array<ErrorKind, error_kinds> kinds_{};
  std::uint8_t size_ = 0;
};

}  // namespace vmalock

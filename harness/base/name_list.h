// SPDX-License-Identifier: MIT
// A few names that are written in one literal, "rc11 lkmm", and kept as a list.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace vmalock {

class NameList {
 public:
  constexpr NameList() = default;
  /// Names with one space between them. Too many do not compile.
  // NOLINTNEXTLINE: implicit on purpose, tables are literals
  consteval NameList(const char* text) {
    std::string_view rest = text;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find(' '), rest.size());
      if (size_ == names_.size()) throw "more names than a NameList holds";
      names_[size_++] = rest.substr(0, end);
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }

  constexpr const std::string_view* begin() const { return names_.data(); }
  constexpr const std::string_view* end() const { return begin() + size_; }
  constexpr bool empty() const { return size_ == 0; }
  constexpr bool has(std::string_view name) const {
    return std::find(begin(), end(), name) != end();
  }

 private:
  std::array<std::string_view, 4> names_{};
  std::size_t size_ = 0;
};

}  // namespace vmalock

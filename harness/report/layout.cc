// SPDX-License-Identifier: MIT
#include "harness/report/layout.h"

#include <fmt/format.h>

#include "harness/base/printable.h"
#include "harness/result/run_result.h"

namespace vmalock {

std::string grouped(std::uint64_t n) {
  std::string digits = std::to_string(n);
  for (std::size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, ",");
  return digits;
}

std::string rounded(std::uint64_t n) {
  if (n < 10'000) return grouped(n);
  double value = static_cast<double>(n);
  const char* units = "kMGTPE";
  do value /= 1000;
  while (value >= 999.5 && *++units);
  return fmt::format("{:.{}f}{}", value,
                     value < 9.995   ? 2
                     : value < 99.95 ? 1
                                     : 0,
                     *units);
}

std::string duration(double seconds) {
  if (seconds < 9.995) return fmt::format("{:.2f} s", seconds);
  if (seconds < 99.95) return fmt::format("{:.1f} s", seconds);
  const auto whole = static_cast<std::uint64_t>(seconds + 0.5);
  return fmt::format("{} min {} s", whole / 60, whole % 60);
}

std::string counted(std::uint64_t n, std::string_view noun) {
  return grouped(n) + " " + std::string(noun) + (n == 1 ? "" : "s");
}

std::string pad_right(std::string_view text, std::size_t width) {
  std::string out(text);
  if (out.size() < width) out.append(width - out.size(), ' ');
  return out;
}

std::string pad_left(std::string_view text, std::size_t width) {
  return text.size() < width
             ? std::string(width - text.size(), ' ') + std::string(text)
             : std::string(text);
}

std::vector<std::string> wrap(std::string_view whole, std::size_t width) {
  const std::string shown = printable(std::string(whole));
  std::string_view text = shown;
  std::vector<std::string> lines;
  while (text.size() > width) {
    std::size_t cut = text.rfind(' ', width);
    if (cut == std::string_view::npos || cut == 0) cut = width;
    lines.emplace_back(text.substr(0, cut));
    text.remove_prefix(cut);
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  }
  if (!text.empty() || lines.empty()) lines.emplace_back(text);
  return lines;
}

std::string paragraph(std::string_view lead, std::string_view text,
                      std::size_t width) {
  const std::string indent(lead.size(), ' ');
  std::string out;
  for (const std::string& line : wrap(text, width - lead.size())) {
    out += out.empty() ? std::string(lead) : indent;
    out += line + "\n";
  }
  return out;
}

std::string cpu(unsigned thread) {
  return thread == no_thread ? "main" : fmt::format("CPU{}", thread);
}

std::string join(const std::vector<std::string>& parts,
                 std::string_view separator) {
  std::string out;
  for (const std::string& part : parts) {
    if (!out.empty()) out += separator;
    out += part;
  }
  return out;
}

}  // namespace vmalock

// SPDX-License-Identifier: MIT
// Layout: columns, wrapping and numbers of the text reports. Widths count
// bytes; the reports are ASCII, so that a mail client cannot spoil them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace vmalock {

inline constexpr std::size_t text_width = 80;

/// 1204 -> "1,204"
std::string grouped(std::uint64_t n);
/// At most six characters: "1,204", "12.3k", "4.56M"
std::string rounded(std::uint64_t n);
/// "0.02 s", "3.4 s", "12 min 5 s"
std::string duration(double seconds);
/// "1 run", "2 runs"
std::string counted(std::uint64_t n, std::string_view noun);

std::string pad_right(std::string_view text, std::size_t width);
std::string pad_left(std::string_view text, std::size_t width);

/// Breaks at spaces (inside a word that is wider than a line, anywhere).
std::vector<std::string> wrap(std::string_view text, std::size_t width);

/// `lead`, then the text wrapped at `width`; later lines are indented as deep
/// as the lead is wide. Ends with a line feed.
std::string paragraph(std::string_view lead, std::string_view text,
                      std::size_t width = text_width);

/// "CPU0"; "main" for a step outside the threads (-1).
std::string cpu(unsigned thread);

std::string join(const std::vector<std::string>& parts,
                 std::string_view separator);

}  // namespace vmalock

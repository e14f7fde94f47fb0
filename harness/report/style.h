// SPDX-License-Identifier: MIT
// Style: what a report looks like on its way out. Colour is decided once, by
// the one who knows where the text goes.
#pragma once

#include <string>
#include <string_view>

#include "harness/report/layout.h"
#include "harness/result/assessment.h"

namespace vmalock {

struct Style {
  bool colour = false;
  bool full = false;      ///< all steps of a trace, with sites and places
  bool outcomes = false;  ///< histogram of the outcomes, of every run
  bool quiet = false;     ///< failures and the summary only
  /// Columns that a trace may use: those of the terminal, where it is wider.
  std::size_t width = text_width;
};

/// Paints a whole word; colours never change the layout.
inline std::string paint(std::string_view text, Assessment assessment,
                         const Style& style) {
  if (!style.colour) return std::string(text);
  const char* escape = "\033[33m";  // yellow: unknown
  if (assessment == Assessment::holds) escape = "\033[32m";
  if (assessment == Assessment::expected) escape = "\033[36m";
  if (is_failure(assessment)) escape = "\033[1;31m";
  return escape + std::string(text) + "\033[0m";
}

inline std::string bold(std::string_view text, const Style& style) {
  if (!style.colour) return std::string(text);
  return "\033[1m" + std::string(text) + "\033[0m";
}

}  // namespace vmalock

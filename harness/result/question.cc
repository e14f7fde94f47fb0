// SPDX-License-Identifier: MIT
#include "harness/result/question.h"

namespace vmalock {

std::string text_of(const ChangedRows& rows, std::string_view separator) {
  std::string text;
  for (const auto& [site, order] : rows) {
    if (!text.empty()) text += separator;
    text += site + "=" + std::string(name(order));
  }
  return text;
}

}  // namespace vmalock

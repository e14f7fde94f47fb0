// SPDX-License-Identifier: MIT
// Names that stay the same across executions.
#pragma once

#include <cstdint>
#include <vector>

namespace vmalock::explore {

/// The thread's n-th name, made by `create` when it is asked for first.
template <class Name, class Create>
Name nth(std::vector<Name>& names, std::uint32_t n, Create create) {
  if (n == names.size()) names.push_back(create());
  return names[n];
}

}  // namespace vmalock::explore

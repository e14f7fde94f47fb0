// SPDX-License-Identifier: GPL-2.0-only OR MIT
// Ordering tables made from another version's: a version lists the rows that it
// changed, or that are new.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

#include "harness/platform/site.h"

namespace vmalock {

/// The table with some rows replaced; each must be there.
template <std::size_t N, std::size_t M>
consteval std::array<SiteRow, N> with_rows(
    std::array<SiteRow, N> table, const std::array<SiteRow, M>& changed) {
  for (const SiteRow& row : changed) table[row_of(table, row.name)] = row;
  return table;
}

/// The table and further rows behind it.
template <std::size_t N, std::size_t M>
consteval std::array<SiteRow, N + M> and_rows(
    const std::array<SiteRow, N>& table, const std::array<SiteRow, M>& more) {
  std::array<SiteRow, N + M> all;

  std::copy(more.begin(), more.end(),
            std::copy(table.begin(), table.end(), all.begin()));
  return all;
}

}  // namespace vmalock

// SPDX-License-Identifier: MIT
// Lattice: which orderings are weaker than which, and tables of orderings as
// points between a lower and an upper table. Sweep goes down from the released
// table, repair goes up from a broken one; both ask for the weakest tables
// that still hold.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/strength.h"
#include "harness/platform/program.h"

namespace vmalock::study {

/// Every row of a is weaker than or equal to that of b; `rows` (if not empty)
/// has a flag for each row that counts.
bool weaker_or_equal(const OrderingTable& a, const OrderingTable& b,
                     const std::vector<std::uint8_t>& rows = {});

/// What the model runs in place of an ordering that it does not have. The
/// question whether that ordering would do is one that it cannot answer.
Ordering stand_in(std::string_view model, Ordering o);
/// Whether the model has a word for this ordering of the row.
bool exists_in(std::string_view model, const SiteRow& row, Ordering o);

/// Why it says nothing that the model lets a change of a row pass: it runs a
/// stand-in, or it never does what the ordering forbids. Empty if it says
/// something.
std::string blind_to(std::string_view model, Ordering from, Ordering to);

/// The levels that each row may have.
struct Lattice {
  OrderingTable bottom;
  OrderingTable top;
  std::vector<std::vector<Ordering>>
      levels;  ///< of each row, bottom and top too
};

/// The weakest points that are below none of the `failing` ones, as each of
/// those and whatever is weaker fails. Berge's algorithm for the minimal
/// transversals of a hypergraph, on a product of partial orders.
/// Gives up, and returns nothing, when there are more points than `limit`.
std::optional<std::vector<OrderingTable>> weakest_points(
    const Lattice& lattice, const std::vector<OrderingTable>& failing,
    std::size_t limit);

}  // namespace vmalock::study

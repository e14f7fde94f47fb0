// SPDX-License-Identifier: MIT
// More about a violation than the search needs: a shorter execution that shows
// it, and the stronger rows that would forbid it. Both by searching again, in
// little time; what was not tried is not claimed.
#pragma once

#include <functional>

#include "harness/explore/explore.h"
#include "harness/platform/engine.h"

namespace vmalock::model {

/// Searches the program with these orderings.
using Search =
    std::function<explore::Result(const OrderingTable&, explore::Options)>;

/// Random executions; the one with the fewest threads, then the fewest changes
/// of thread, then the fewest steps, if it has the same kind of error.
void shorten(const OrderingTable& orderings, const explore::Options& options,
             const Search& search, Error& error);

/// Rows of the trace, one at a time and then changed rows in pairs, made
/// stronger: does the case hold?
void find_remedies(const ImplInfo& impl, const OrderingTable& orderings,
                   const explore::Options& options, const Search& search,
                   Error& error);

}  // namespace vmalock::model

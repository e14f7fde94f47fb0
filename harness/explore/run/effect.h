// SPDX-License-Identifier: MIT
// What an access does when it reads a value.
#pragma once

#include "harness/explore/search/state.h"

namespace vmalock::explore {

/// The bits of a cell of so many bytes.
Value mask(unsigned width);

/// `functions` are those of the access; only an access with functions needs
/// them (row(op).by_function).
Effect effect(const Graph& graph, const Label& label,
              const Functions& functions, Value old);

}  // namespace vmalock::explore

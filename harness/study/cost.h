// SPDX-License-Identifier: MIT
// Cost: what an ordering is on x86-64 and on arm64, in instructions of the
// kernel's own macros.
#pragma once

#include <string>
#include <string_view>

#include "harness/platform/site.h"

namespace vmalock::study {

struct Instructions {
  std::string_view x86, arm64;
};

Instructions instructions(Primitive primitive, Ordering ordering);

/// "arm64: ldar becomes ldr; x86: mov either way".
std::string cost_text(Primitive primitive, Ordering from, Ordering to);

/// Rough rank of an ordering's price, to prefer the cheaper of two repairs of
/// the same size.
unsigned price(Ordering ordering);

}  // namespace vmalock::study

// SPDX-License-Identifier: MIT
// Text of a benchmark run: one table of ratios for each pair of locks; the
// title of a table says what was found. At most 80 columns.
#pragma once

#include <string>

#include "harness/bench/bench_result.h"

namespace vmalock::bench {

std::string to_text(const BenchResult& result);

}  // namespace vmalock::bench

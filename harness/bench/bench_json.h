// SPDX-License-Identifier: MIT
// JSON of a benchmark run; README.md in this folder documents every field.
#pragma once

#include <string>

#include "harness/bench/bench_result.h"

namespace vmalock::bench {

inline constexpr int bench_schema = 1;

std::string to_json(const BenchResult& result);

/// Google Benchmark's own JSON (bench_google.cc).
std::string to_google_json(const BenchResult& result);

/// A plot of throughput against threads (bench_svg.cc).
std::string to_svg(const BenchResult& result);

}  // namespace vmalock::bench

// SPDX-License-Identifier: MIT
// What `vmalock bench --out` takes: the forms of a result, and where they go.
#pragma once

#include <string>
#include <vector>

#include "harness/bench/bench_result.h"

namespace vmalock::bench {

struct Output {
  std::string (*write)(const BenchResult&);
  std::string path;  ///< "-": stdout
};

/// None: the text, to stdout. UserError for what is no output.
std::vector<Output> parse_outputs(const std::vector<std::string>& texts);

void write_all(const std::vector<Output>& outputs, const BenchResult& result);

}  // namespace vmalock::bench
